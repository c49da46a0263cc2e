// `secure: 'auto'` on React Router: the attribute follows the request's URL, or what a trusted proxy says.
import { afterEach, expect, it } from 'vitest'
import { createStaticHandler, RouterContextProvider } from 'react-router'
import { spec } from '../../runtime/spec.ts'

Object.assign(spec, { secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax' })
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { getSession, sessions } = await import('./react-router.ts')

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
  const handler = createStaticHandler([
    {
      path: '/',
      middleware: [sessions({ backend: new MemoryBackend() }) as never],
      loader: ({ context }) => (getSession(context as RouterContextProvider)['color'] = 'red'),
    },
  ])
  const headers: Record<string, string> = forwarded === null ? {} : { 'X-Forwarded-Proto': forwarded }
  const response = (await handler.queryRoute(new Request(url, { headers }), {
    requestContext: new RouterContextProvider(),
    generateMiddlewareResponse: (query) => query(new Request(url, { headers })),
  })) as Response
  expect(response.headers.getSetCookie()).toHaveLength(1)
  expect(response.headers.getSetCookie()[0]?.includes('; Secure')).toBe(isSecure)
})
