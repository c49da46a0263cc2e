// Sessions of socket.io beside Koa: its engine runs `handshake`, and the session lives as long as the socket.
import { type EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server as SocketServer } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { application, atTheEnd, byPath, cleanUp, loginRoutes } from './koa-app.harness.ts'
import { sessions } from './koa.ts'

// The members that a session has on Koa.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

let origin: string
let caller: Caller
let sockets: SocketServer

beforeEach(async () => {
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer(application(session, byPath(loginRoutes)).callback())
  sockets = new SocketServer(server)
  sockets.engine.use(session.handshake)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  caller = new Caller(origin)
  // Closes the server as well.
  atTheEnd(() => sockets.close())
  atTheEnd(() => caller.close())
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
