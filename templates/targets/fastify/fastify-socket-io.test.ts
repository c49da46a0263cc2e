// Sessions of socket.io beside Fastify: its engine runs `handshake`, and the session lives as long as the socket.
import { type EventEmitter, once } from 'node:events'
import type { FastifyInstance } from 'fastify'
import { Server as SocketServer } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import { sessions } from './fastify.ts'
import { createLoginApp } from './login-app.harness.ts'
import type { SessionObject } from './session-object-fastify.ts'

// The members that a session has on Fastify.
vi.mock('../../slots/session-object.ts', () => import('./session-object-fastify.ts'))

let app: FastifyInstance
let origin: string
let caller: Caller
let sockets: SocketServer
let client: Socket | undefined

beforeEach(async () => {
  const session = sessions({ backend: new MemoryBackend() })
  app = createLoginApp(session)
  sockets = new SocketServer(app.server)
  sockets.engine.use(session.handshake)
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  caller = new Caller(origin)
})

afterEach(async () => {
  client?.close()
  caller.close()
  await sockets.close()
  await app.close()
})

/** Connects with the caller's cookies. */
function connect(transport: string, headers: Record<string, string>): Socket {
  client = io(origin, {
    transports: [transport],
    upgrade: false,
    reconnection: false,
    extraHeaders: { cookie: caller.cookieHeader, ...headers },
  })
  return client
}

/** The session of a socket, once both sides are connected. It is looked up each time. */
async function connected(transport: string): Promise<() => SessionObject & SessionData> {
  const connection = once(sockets, 'connection')
  await once(connect(transport, { origin }) as unknown as EventEmitter, 'connect')
  const [{ request }] = (await connection) as [{ request: unknown }]
  return () => (request as { session: SessionObject & SessionData }).session
}

function dataOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>
}

describe.each([['polling'], ['websocket']])('socket.io over %s', (transport) => {
  it('S-W2 the session lives with the socket: reload and save work long after the handshake', async () => {
    const { id } = dataOf((await caller.post('/login')).text)
    const session = await connected(transport)
    expect(session().id).toBe(id)
    expect(session().data()).toEqual({ user: 'ada' })
    await caller.post('/set')
    await new Promise<unknown>((resolve) => void session().reload(resolve))
    expect(session().data()).toEqual({ user: 'ada', color: 'red' })
    session().set('size', '10')
    expect(await new Promise<unknown>((resolve) => void session().save(resolve))).toBeUndefined()
    expect(dataOf((await caller.get('/me')).text)).toEqual({ user: 'ada', color: 'red', size: '10' })
  })

  it('S-W2 reload is an error once the session has ended, and does not bring it back', async () => {
    await caller.post('/login')
    const session = await connected(transport)
    await caller.post('/logout')
    await expect(session().reload()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    expect(dataOf((await caller.get('/me')).text)).toEqual({})
  })

  it('S-W1 a page of another origin gets no socket', async () => {
    await caller.post('/login')
    const socket = connect(transport, { origin: 'http://evil.example' })
    await once(socket as unknown as EventEmitter, 'connect_error')
    expect(socket.connected).toBe(false)
  })
})

it('S-W1 the polling transport of the page’s own origin, which browsers do not name, gets a socket', async () => {
  await caller.post('/login')
  const socket = connect('polling', {})
  await once(socket as unknown as EventEmitter, 'connect')
  expect(socket.connected).toBe(true)
})
