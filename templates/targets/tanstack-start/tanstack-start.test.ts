// The contract of targets, on TanStack Start.
import { start } from './tanstack-start-web.harness.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { contractConfig, describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import * as authored from './tanstack-start.ts'

describeTarget({
  name: 'TanStack Start',
  config: contractConfig(spec),
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(authored, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
