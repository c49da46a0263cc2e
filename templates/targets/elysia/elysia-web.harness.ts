// The harness, with the authored modules as they are for Elysia: on the Web platform alone. Import it before them.
import { vi } from 'vitest'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return {
    spec: {
      ...spec,
      node: false,
      httpErrors: true,
      excludes: true,
      exclude: /^\/excluded\//,
      csrf: true,
      csrfToken: true,
      readOnlyWithoutStore: true,
      checksData: true,
      recentAuth: true,
      flash: true,
      clearsSiteData: true,
    },
  }
})
vi.mock('../../slots/session-id.ts', () => import('../../runtime/session-id-web.ts'))
vi.mock('../../slots/seal.ts', () => import('../../runtime/seal-web.ts'))

export { listen, start } from './elysia.harness.ts'
