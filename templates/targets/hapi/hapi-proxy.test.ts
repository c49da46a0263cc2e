// hapi behind a proxy: it knows no setting for one, so that `trustProxy` of the config decides whether a request is secure.
import { afterEach, expect, it, vi } from 'vitest'
import { spec } from '../../runtime/spec.ts'
import { application, cleanUp, writing } from './hapi-app.harness.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' } }
})

afterEach(cleanUp)

it.each([
  [true, 'https', true],
  [true, 'http', false],
  [false, 'https', false],
])('S-P3 with `trustProxy` %s a forwarded %s makes the cookie Secure: %s', async (trustProxy, protocol, isSecure) => {
  Object.assign(spec, { trustProxy })
  const app = await application({ '/': writing(() => 'body') })
  const headers = { 'x-forwarded-proto': protocol }
  const { setCookie } = await (await app.listen()).get('/', { headers })
  expect(setCookie).toHaveLength(1)
  expect(setCookie[0]?.includes('; Secure')).toBe(isSecure)
})
