// `secure: 'auto'` on TanStack Start: the attribute follows the request's URL, or what a trusted proxy says.
import { afterEach, expect, it } from 'vitest'
import { spec } from '../../runtime/spec.ts'

Object.assign(spec, { secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' })
const { createAgent } = await import('./tanstack-start-test-agent.ts')
const { CookieJar } = await import('../../testing/cookie-jar.ts')
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { sessions } = await import('./tanstack-start.ts')

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
  const agent = await createAgent(
    {
      handle: sessions({ backend: new MemoryBackend() }),
      resolve: ({ context }) => Response.json((context.session()['color'] = 'red')),
    },
    new CookieJar(),
  )
  const response = await agent.fetch(url, { headers: forwarded === null ? {} : { 'X-Forwarded-Proto': forwarded } })
  expect(response.headers.getSetCookie()).toHaveLength(1)
  expect(response.headers.getSetCookie()[0]?.includes('; Secure')).toBe(isSecure)
})
