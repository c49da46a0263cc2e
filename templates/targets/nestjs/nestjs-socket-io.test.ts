// Sessions of gateways with the adapter of socket.io, on Express and on Fastify.
import { type EventEmitter, once } from 'node:events'
import { IoAdapter } from '@nestjs/platform-socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller, sessionIn } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

// The members that a session has on Express.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))
// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02, excludes: true, exclude: /^\/excluded/ })
const { createGateway, startGateways } = await import('./gateway-app.harness.ts')
const { platforms } = await import('./platforms.harness.ts')

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

const cases = platforms.flatMap(([name, create]) =>
  ['polling', 'websocket'].map((transport) => [name, transport, create] as const),
)

describe.each(cases)('gateways of socket.io on %s over %s', (_name, transport, create) => {
  let store: Observation
  let url: string
  let caller: Caller
  let connected: object[]

  async function serve(path = '/socket.io'): Promise<void> {
    const backend = new MemoryBackend()
    store = observe(backend)
    const live = createGateway({ path })
    connected = live.connected
    const gateways = [live.Gateway, createGateway({ path, namespace: 'chat' }).Gateway]
    const server = await startGateways(create, gateways, IoAdapter, { backend })
    cleanups.push(() => server.stop())
    url = server.url
    caller = new Caller(url)
    cleanups.push(() => caller.close())
  }

  function connect(headers: Record<string, string>, namespace = '/', path = '/socket.io'): Socket {
    const socket = io(url + namespace, {
      path,
      transports: [transport],
      upgrade: false,
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie: caller.cookieHeader, ...headers },
    })
    cleanups.push(() => socket.close())
    return socket
  }

  async function ask(socket: Socket, event: string, data: unknown = null): Promise<unknown> {
    const answer = once(socket as unknown as EventEmitter, event)
    socket.emit(event, data)
    return ((await answer) as [unknown])[0]
  }

  beforeEach(() => serve())

  it('S-W1 the session of the handshake is there when the client connects, and in each handler of each namespace', async () => {
    await caller.post('/login?user=ada')
    expect(await ask(connect({ origin: url }), 'read')).toEqual({ user: 'ada' })
    expect(await ask(connect({ origin: url }, '/chat'), 'read')).toEqual({ user: 'ada' })
    expect(await ask(connect({ origin: url, cookie: '' }), 'read')).toEqual({})
    expect(connected).toEqual([{ user: 'ada' }, {}])
  })

  it('a guard of a gateway reads it', async () => {
    const stranger = connect({ origin: url })
    const refused = once(stranger as unknown as EventEmitter, 'exception')
    stranger.emit('guarded')
    expect(await refused).toMatchObject([{ status: 'error' }])
    await caller.post('/login?user=ada')
    expect(await ask(connect({ origin: url }), 'guarded')).toBe('let in')
  })

  it('S-W2 save() on an open socket keeps what it wrote, beside what requests wrote', async () => {
    await caller.post('/login?user=ada')
    const socket = connect({ origin: url })
    await ask(socket, 'read')
    await caller.post('/set?name=color&value=red')
    expect(await ask(socket, 'write', { size: '10' })).toMatchObject({ user: 'ada', size: '10' })
    expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada', color: 'red', size: '10' })
  })

  it('S-W2 the connection is closed when the session ends elsewhere', async () => {
    await caller.post('/login?user=ada')
    const socket = connect({ origin: url })
    await ask(socket, 'read')
    const closed = once(socket as unknown as EventEmitter, 'disconnect')
    await caller.post('/destroy')
    expect(await closed).toMatchObject(['transport close', expect.anything()])
  })

  it('S-W1 a page of another origin gets no socket, and its cookie is asked of no store', async () => {
    await caller.post('/login?user=ada')
    store.forget()
    const socket = connect({ origin: 'http://evil.example' })
    const [error] = (await once(socket as unknown as EventEmitter, 'connect_error')) as [Error]
    expect(error).toBeInstanceOf(Error)
    expect(connected).toEqual([])
    expect(store.calls).toEqual([])
  })

  it('S-L2 where sessions are switched off, the connection is closed', async () => {
    await serve('/excluded')
    const socket = connect({ origin: url }, '/', '/excluded')
    const events = socket as unknown as EventEmitter
    await Promise.race([once(events, 'disconnect'), once(events, 'connect_error')])
    expect(socket.connected).toBe(false)
    expect(connected).toEqual([])
  })
})
