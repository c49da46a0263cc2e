// Sessions of socket.io: its engine runs the middleware, and the session lives as long as the socket.
import { type EventEmitter, once } from 'node:events'
import { Server as SocketServer } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { sessions } from './express.ts'
import { startLoginApp } from './login-app.harness.ts'

// The members that a session has on Express.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

function dataOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>
}

/** The session of a socket, looked up each time. */
function sessionOf(request: unknown): SessionObject & SessionData {
  return (request as { session: SessionObject & SessionData }).session
}

describe.each([['polling'], ['websocket']])('socket.io over %s', (transport) => {
  let origin: string
  let caller: Caller
  let sockets: SocketServer
  let client: Socket | undefined

  beforeEach(async () => {
    const middleware = sessions({ backend: new MemoryBackend() })
    const application = await startLoginApp(middleware)
    origin = application.origin
    caller = new Caller(origin)
    sockets = new SocketServer(application.server)
    sockets.engine.use(middleware)
  })

  afterEach(async () => {
    client?.close()
    caller.close()
    // Closes the server as well.
    await sockets.close()
  })

  /** Connects with the caller's cookies; settles when both sides are connected. */
  async function connect(headers: Record<string, string> = { origin }): Promise<unknown> {
    const connected = once(sockets, 'connection')
    client = io(origin, {
      transports: [transport],
      upgrade: false,
      extraHeaders: { cookie: caller.cookieHeader, ...headers },
    })
    await once(client as unknown as EventEmitter, 'connect')
    const [socket] = (await connected) as [{ request: unknown }]
    return socket.request
  }

  it('S-W2 the session lives with the socket: reload and save work long after the handshake', async () => {
    const { id } = dataOf((await caller.post('/login')).text)
    const request = await connect()
    expect(sessionOf(request).id).toBe(id)
    expect({ ...sessionOf(request) }).toEqual({ user: 'ada' })
    await caller.post('/set')
    await new Promise<unknown>((resolve) => void sessionOf(request).reload(resolve))
    expect({ ...sessionOf(request) }).toEqual({ user: 'ada', color: 'red' })
    sessionOf(request)['size'] = '10'
    const error = await new Promise<unknown>((resolve) => void sessionOf(request).save(resolve))
    expect(error).toBeUndefined()
    expect(dataOf((await caller.get('/me')).text)).toEqual({ user: 'ada', color: 'red', size: '10' })
  })

  it('S-W2 reload is an error once the session has ended, and does not bring it back', async () => {
    await caller.post('/login')
    const request = await connect()
    await caller.post('/logout')
    const work = sessionOf(request).reload.bind(sessionOf(request))
    const error = await new Promise<unknown>((resolve) => void work(resolve).catch(() => {}))
    expect(error).toMatchObject({ name: 'SessionDestroyedError' })
    await expect(sessionOf(request).save()).resolves.toBeUndefined()
    expect(dataOf((await caller.get('/me')).text)).toEqual({})
  })
})

it('S-W1 socket.io refuses a WebSocket of another origin', async () => {
  const middleware = sessions({ backend: new MemoryBackend() })
  const { server, origin } = await startLoginApp(middleware)
  const sockets = new SocketServer(server)
  sockets.engine.use(middleware)
  const client = io(origin, {
    transports: ['websocket'],
    reconnection: false,
    extraHeaders: { origin: 'http://evil.example' },
  })
  await once(client as unknown as EventEmitter, 'connect_error')
  expect(client.connected).toBe(false)
  client.close()
  await sockets.close()
})
