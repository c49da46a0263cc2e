// `secure: 'auto'` on handlers of the Fetch API: the attribute follows the request's URL, or what a trusted proxy says.
import { afterEach, expect, it } from 'vitest'
import { spec } from '../../runtime/spec.ts'

Object.assign(spec, { secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { getSession, sessions } = await import('./fetch.ts')

afterEach(() => Object.assign(spec, { trustProxy: false }))

it.each([
  ['https://shop.example/', null, false, true],
  ['http://shop.example/', null, false, false],
  ['http://shop.example/', 'https', false, false],
  ['http://shop.example/', 'https', true, true],
  ['https://shop.example/', 'http', true, false],
  ['https://shop.example/', null, true, true],
])('S-P3 %s with X-Forwarded-Proto %s, trusted %s: Secure %s', async (url, forwarded, trustProxy, isSecure) => {
  Object.assign(spec, { trustProxy })
  const answer = sessions({ backend: new MemoryBackend() })((request: Request) => {
    getSession(request)['color'] = 'red'
    return new Response()
  })
  const headers: Record<string, string> = forwarded === null ? {} : { 'X-Forwarded-Proto': forwarded }
  const response = await answer(new Request(url, { headers }))
  expect(response.headers.getSetCookie()).toHaveLength(1)
  expect(response.headers.getSetCookie()[0]?.includes('; Secure')).toBe(isSecure)
})
