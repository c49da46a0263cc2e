// Which requests are asked where they come from: by the method that they have when the listener runs, whatever their path.
import { afterEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { sessions } from './node.ts'
import { callerOf, cleanUp } from './node-servers.harness.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, csrf: true } }
})

afterEach(cleanUp)

const crossSite = { headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' } }

it('S-O1 bad input 193 a method that was overridden counts as what it became', async () => {
  const withSession = sessions({ backend: new MemoryBackend() })((_request, response) => response.end('changed'))
  const caller = await callerOf((request, response) => {
    request.method = new URL(request.url ?? '', 'http://localhost').searchParams.get('_method') ?? request.method
    withSession(request, response)
  })
  expect((await caller.get('/?_method=DELETE', crossSite)).status).toBe(403)
  expect((await caller.post('/?_method=GET', crossSite)).status).toBe(200)
})

it('S-O1 bad input 214 whatever the path, a request of another site is refused before the function, with nothing but its status', async () => {
  let calls = 0
  const caller = await callerOf(
    sessions({ backend: new MemoryBackend() })((_request, response) => {
      calls += 1
      response.end('changed')
    }),
  )
  for (const path of ['/api/graphql', '/nowhere', '//', '/?']) {
    expect(await caller.post(path, crossSite)).toMatchObject({ status: 403, text: 'Forbidden', setCookie: [] })
  }
  expect(calls).toBe(0)
  expect((await caller.get('/', crossSite)).status).toBe(200)
})
