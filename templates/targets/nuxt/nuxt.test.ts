// The contract of targets, on h3 1 with the plugin.
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { start } from './nuxt.harness.ts'
import { sessions } from './nuxt.ts'

describeTarget({
  name: 'Nuxt',
  config: authoredConfig,
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
