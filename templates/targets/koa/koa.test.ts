// The contract of targets, on Koa.
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { start } from './koa.harness.ts'
import { sessions } from './koa.ts'

describeTarget({
  name: 'Koa 3',
  config: authoredConfig,
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
