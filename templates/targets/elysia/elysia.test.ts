// The contract of targets, on Elysia.
import { start } from './elysia-web.harness.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { contractConfig, describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { sessions } from './elysia.ts'

describeTarget({
  name: 'Elysia 1',
  config: contractConfig(spec),
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
