// The contract of targets, on Elysia with the cookie backend: sealed by WebCrypto.
import { vi } from 'vitest'
import { CookieBackend } from '../../backends/cookie/cookie-backend.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { describeTarget } from '../../contracts/target-contract.ts'
import { start } from './elysia.harness.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { sessions } from './elysia.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, node: false, serverSide: false } }
})
vi.mock('../../slots/backend.ts', () => import('../../backends/cookie/cookie-backend.ts'))
vi.mock('../../slots/session-id.ts', () => import('../../runtime/session-id-web.ts'))
vi.mock('../../slots/seal.ts', () => import('../../runtime/seal-web.ts'))

const SECRETS = 'w9JdVJd3nCBfJXGEPzfzyLJ4_QUSJgZ-JMp8UuqVgnM'

describeTarget({
  name: 'Elysia 1, cookie',
  config: authoredConfig,
  open: async (now) => ({ backend: new CookieBackend({ secrets: SECRETS, now }), close: async () => {} }),
  start: (options) => start(sessions, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
