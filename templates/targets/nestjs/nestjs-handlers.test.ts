// The session in what NestJS calls for a request: guards, interceptors, handlers, providers. On Express and on Fastify.
import { type ArgumentMetadata, type INestApplication, VersioningType } from '@nestjs/common'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { MODULE, order } from './handlers-app.harness.ts'
import { platforms } from './platforms.harness.ts'

// The members that a session has on Express.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

describe.each(platforms)('NestJS on %s', (_name, create) => {
  let app: INestApplication
  let store: Observation
  let caller: Caller

  beforeEach(async () => {
    order.length = 0
    const backend = new MemoryBackend()
    store = observe(backend)
    app = (await create(MODULE, { backend })).app
  })

  afterEach(async () => {
    caller?.close()
    await app.close()
  })

  async function listen(): Promise<void> {
    await app.listen(0, '127.0.0.1')
    caller = new Caller(await app.getUrl())
  }

  async function read(): Promise<unknown> {
    return JSON.parse((await caller.get('/read')).text)
  }

  it('S-L8 a handler that redirects by a decorator has logged in when the client follows', async () => {
    await listen()
    const reply = await caller.post('/login')
    expect(reply).toMatchObject({ status: 303, setCookie: [expect.any(String)] })
    expect(reply.headers.location).toBe('/read')
    expect(await read()).toEqual({ user: 'ada' })
  })

  it('the built-in decorator Session gives the same session', async () => {
    await listen()
    await caller.post('/login')
    expect(JSON.parse((await caller.get('/built-in')).text)).toEqual({ user: 'ada' })
  })

  it('a provider of the request finds it', async () => {
    await listen()
    await caller.post('/login')
    expect(JSON.parse((await caller.get('/provided')).text)).toEqual({ user: 'ada' })
  })

  it('a guard reads it before the handler runs; who is refused gets no cookie', async () => {
    await listen()
    expect(await caller.get('/private')).toMatchObject({ status: 403, setCookie: [] })
    expect(order).toEqual(['guard'])
    expect(store.calls).toEqual([])
    await caller.post('/login')
    order.length = 0
    expect(await caller.get('/private')).toMatchObject({ status: 200 })
    expect(order).toEqual(['guard', 'handler'])
  })

  it('S-L4 what an interceptor writes around the handler is saved with it', async () => {
    await listen()
    expect((await caller.get('/write')).setCookie).toHaveLength(1)
    expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect(await read()).toEqual({ before: true, color: 'red', after: true })
  })

  it('S-L4 a file that streams arrives whole, behind the cookie', async () => {
    await listen()
    expect(await caller.get('/stream')).toMatchObject({ text: 'one two three', setCookie: [expect.any(String)] })
    expect(await read()).toEqual({ color: 'red' })
  })

  it('S-L4 an interceptor that streams in the place of the handler is saved before its first byte', async () => {
    await listen()
    expect(await caller.get('/text')).toMatchObject({ text: 'text', setCookie: [expect.any(String)] })
    expect(await read()).toEqual({ streamed: true })
  })

  it('S-L4 events go out behind the cookie, each as it comes', async () => {
    await listen()
    const reply = await caller.get('/events')
    expect(reply.headers['content-type']).toContain('text/event-stream')
    expect(reply.setCookie).toHaveLength(1)
    expect([...reply.text.matchAll(/^data: (.*)$/gm)].map(([, data]) => data)).toEqual(['0', '1', '2'])
    expect(await read()).toEqual({ color: 'red' })
  })

  it('S-L10 a write between events is an error, and does not vanish', async () => {
    await listen()
    const reply = await caller.get('/late-events')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.text).toContain('event: error')
    expect(reply.text).not.toContain('data: 0')
    expect(await read()).toEqual({ color: 'red' })
  })

  it('global prefixes, versions and pipes leave it where it is', async () => {
    app.setGlobalPrefix('api')
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' })
    await listen()
    await caller.post('/api/v1/login')
    expect(JSON.parse((await caller.get('/api/v1/read')).text)).toEqual({ user: 'ada' })
    expect(await caller.get('/read')).toMatchObject({ status: 404, setCookie: [] })
  })

  it('pipes for everything see it as what is no argument of the caller', async () => {
    const types: string[] = []
    app.useGlobalPipes({
      transform(value: unknown, { type }: ArgumentMetadata) {
        types.push(type)
        return value
      },
    })
    await listen()
    await caller.post('/login')
    expect(await read()).toEqual({ user: 'ada' })
    expect(types).toEqual(['custom', 'custom'])
  })

  it('is there when the application is initialised before it listens', async () => {
    await app.init()
    await listen()
    await caller.post('/login')
    expect(await read()).toEqual({ user: 'ada' })
  })
})
