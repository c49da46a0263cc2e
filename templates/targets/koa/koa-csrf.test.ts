// Which requests are asked where they come from on Koa: by the method that they have when the middleware runs, and by `ctx.host`.
import { afterEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { application, callerOf, cleanUp } from './koa-app.harness.ts'
import { sessions } from './koa.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, csrf: true } }
})

afterEach(cleanUp)

const crossSite = { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } }

it('S-O1 bad input 193 a method that was overridden counts as what it became', async () => {
  const app = application(
    (ctx, next) => {
      ctx.method = String(ctx.query['_method'] ?? ctx.method)
      return next()
    },
    sessions({ backend: new MemoryBackend() }),
    (ctx) => void (ctx.body = 'changed'),
  )
  const caller = await callerOf(app)
  expect((await caller.get('/?_method=DELETE', crossSite)).status).toBe(403)
  expect((await caller.post('/?_method=GET', crossSite)).status).toBe(200)
})

it('S-O1 bad input 214 whatever the path, a request of another site is refused before the handlers', async () => {
  let calls = 0
  const app = application(sessions({ backend: new MemoryBackend() }), (ctx) => {
    calls += 1
    ctx.body = 'changed'
  })
  const caller = await callerOf(app)
  for (const path of ['/api/graphql', '/nowhere', '//', '/?']) {
    expect(await caller.post(path, crossSite)).toMatchObject({ status: 403, text: 'Forbidden', setCookie: [] })
  }
  expect(calls).toBe(0)
  expect((await caller.get('/', crossSite)).status).toBe(200)
})
