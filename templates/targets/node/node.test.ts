// The contract of targets, on a server of Node's own.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { start } from './node.harness.ts'
import { sessions } from './node.ts'

describeTarget({
  name: 'node:http',
  config: authoredConfig,
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
