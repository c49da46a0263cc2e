// Koa behind a proxy: whether a request is secure, and which host it is for, is what Koa says by its setting `proxy`.
import { afterEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { application, byPath, callerOf, cleanUp } from './koa-app.harness.ts'
import { sessions } from './koa.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return {
    spec: { ...spec, secure: 'auto', cookieName: 'session', attributes: 'HttpOnly; Path=/; SameSite=Lax', csrf: true },
  }
})

afterEach(cleanUp)

const forwarded = { headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example' } }

it.each([
  [true, true],
  [false, false],
])('S-P3 with `proxy` %s a forwarded HTTPS makes the cookie Secure: %s', async (proxy, isSecure) => {
  const app = application(
    sessions({ backend: new MemoryBackend() }),
    byPath({ '/': (ctx) => void (ctx.session['a'] = 1) }),
  )
  app.proxy = proxy
  const { setCookie } = await (await callerOf(app)).get('/', forwarded)
  expect(setCookie).toHaveLength(1)
  expect(setCookie[0]?.includes('; Secure')).toBe(isSecure)
})

it.each([
  [true, 200],
  [false, 403],
])('S-O1 with `proxy` %s the forwarded host is the application’s own: %i', async (proxy, status) => {
  const app = application(sessions({ backend: new MemoryBackend() }), byPath({ '/': () => 'changed' }))
  app.proxy = proxy
  const headers = { ...forwarded.headers, origin: 'https://shop.example' }
  expect((await (await callerOf(app)).post('/', { headers })).status).toBe(status)
})
