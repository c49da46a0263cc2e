// The contract of targets, on Route Handlers of Next.js.
import { prepareNext, PREPARE_MILLISECONDS, start } from './nextjs.harness.ts'
import { beforeAll } from 'vitest'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { sessions } from './nextjs.ts'

beforeAll(prepareNext, PREPARE_MILLISECONDS)

describeTarget({
  name: 'Next.js',
  config: authoredConfig,
  open: async (now) => ({ backend: new MemoryBackend(now), SessionStoreError, close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
