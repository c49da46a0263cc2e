// The contract of targets, on AWS Lambda with the cookie backend: sealed by Node's own crypto.
import { vi } from 'vitest'
import { CookieBackend } from '../../backends/cookie/cookie-backend.ts'
import { optionRoutes } from '../../contracts/option-routes.ts'
import { contractConfig, describeTarget } from '../../contracts/target-contract.ts'
import { csrfToken, requireCsrfToken } from '../../runtime/csrf-token.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { spec } from '../../runtime/spec.ts'
import { start } from './aws-lambda.harness.ts'
import * as authored from './aws-lambda.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return {
    spec: {
      ...spec,
      serverSide: false,
      recentAuth: true,
      flash: true,
      csrf: true,
      csrfToken: true,
      checksData: true,
      clearsSiteData: true,
    },
  }
})
vi.mock('../../slots/backend.ts', () => import('../../backends/cookie/cookie-backend.ts'))

const SECRETS = 'w9JdVJd3nCBfJXGEPzfzyLJ4_QUSJgZ-JMp8UuqVgnM'

describeTarget({
  name: 'AWS Lambda, cookie',
  config: contractConfig(spec),
  open: async (now) => ({ backend: new CookieBackend({ secrets: SECRETS, now }), close: async () => {} }),
  start: (options) => start(authored, options, optionRoutes({ requireRecentAuth, csrfToken, requireCsrfToken })),
})
