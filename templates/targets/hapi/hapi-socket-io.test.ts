// Sessions of socket.io beside hapi: its engine runs `handshake`, and the session lives as long as the socket.
import { type EventEmitter, once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { Server as SocketServer } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import type { Caller } from '../../contracts/contract-client.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { atTheEnd, callerOf, cleanUp, loginRoutes } from './hapi-app.harness.ts'
import { createServer } from './hapi.harness.ts'
import { sessions } from './hapi.ts'

// The members that a session has on hapi.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

let origin: string
let caller: Caller
let sockets: SocketServer

beforeEach(async () => {
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer()
  await server.register(session)
  for (const [path, handler] of Object.entries(loginRoutes)) {
    server.route({ method: ['GET', 'POST'], path, handler })
  }
  sockets = new SocketServer(server.listener as HttpServer)
  sockets.engine.use(session.handshake)
  caller = await callerOf(server)
  origin = server.info.uri
  atTheEnd(() => new Promise<void>((resolve) => sockets.engine.close() && resolve()))
})

afterEach(cleanUp)

/** Connects with the caller's cookies. */
function connect(transport: string, headers: Record<string, string>): Socket {
  const client = io(origin, {
    transports: [transport],
    upgrade: false,
    reconnection: false,
    extraHeaders: { cookie: caller.cookieHeader, ...headers },
  })
  atTheEnd(() => client.close())
  return client
}

describe.each([['polling'], ['websocket']])('socket.io over %s', (transport) => {
  it('S-W2 the session lives with the socket: what it saves is there for requests, and does not outlive a logout', async () => {
    await caller.post('/login')
    const connection = once(sockets, 'connection')
    await once(connect(transport, { origin }) as unknown as EventEmitter, 'connect')
    const [{ request }] = (await connection) as [{ request: { session: SessionObject & SessionData } }]
    expect({ ...request.session }).toEqual({ user: 'ada' })
    await caller.post('/set')
    await request.session.reload()
    request.session['size'] = '10'
    await request.session.save()
    expect(JSON.parse((await caller.get('/me')).text)).toEqual({ user: 'ada', color: 'red', size: '10' })
    await caller.post('/logout')
    await expect(request.session.reload()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    expect((await caller.get('/me')).text).toBe('{}')
  })

  it('S-W1 a page of another origin gets no socket', async () => {
    await caller.post('/login')
    const socket = connect(transport, { origin: 'http://evil.example' })
    await once(socket as unknown as EventEmitter, 'connect_error')
    expect(socket.connected).toBe(false)
  })
})
