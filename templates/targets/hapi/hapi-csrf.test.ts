// Which requests are asked where they come from on hapi: by the method that they have in `onPreAuth`, routes or none.
import { afterEach, expect, it, vi } from 'vitest'
import { application, cleanUp } from './hapi-app.harness.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, csrf: true } }
})

afterEach(cleanUp)

const crossSite = { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } }

it('S-O1 bad input 193 a method that was overridden counts as what it became', async () => {
  const app = await application({ '/': () => 'changed' })
  app.server.ext('onRequest', (request, h) => {
    const method = request.query['_method'] === 'GET' ? 'GET' : request.query['_method'] === 'POST' ? 'POST' : null
    if (method !== null) {
      request.setMethod(method)
    }
    return h.continue
  })
  const caller = await app.listen()
  expect((await caller.get('/?_method=POST', crossSite)).status).toBe(403)
  expect((await caller.post('/?_method=GET', crossSite)).status).toBe(200)
})

it('S-O1 bad input 214 whatever the path, a request of another site is refused before the handlers', async () => {
  let calls = 0
  const app = await application({
    '/api/{path*}'() {
      calls += 1
      return 'changed'
    },
  })
  const caller = await app.listen()
  for (const path of ['/api/graphql', '/nowhere', '//', '/?']) {
    const reply = await caller.post(path, crossSite)
    expect(reply).toMatchObject({ status: 403, setCookie: [] })
    expect(JSON.parse(reply.text)).toMatchObject({ statusCode: 403, error: 'Forbidden' })
  }
  expect(calls).toBe(0)
  expect((await caller.get('/api/', crossSite)).status).toBe(200)
})
