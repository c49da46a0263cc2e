// Sessions of socket.io on a server of Node's own: its engine runs the listener, and the session lives as long as the socket.
import { type EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { Server as SocketServer } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import type { SessionData } from '../../runtime/session-data.ts'
import type { SessionObject } from '../../runtime/session-object-callbacks.ts'
import { listen } from './node.harness.ts'
import { sessions } from './node.ts'
import { atTheEnd, byPath, cleanUp, loginRoutes } from './node-servers.harness.ts'

// The members that a session has on a server of Node's own.
vi.mock('../../slots/session-object.ts', () => import('../../runtime/session-object-callbacks.ts'))

let origin: string
let caller: Caller
let sockets: SocketServer

beforeEach(async () => {
  const session = sessions({ backend: new MemoryBackend() })
  const server = createServer(session(byPath(loginRoutes)))
  origin = (await listen(server)).url
  caller = new Caller(origin)
  sockets = new SocketServer(server)
  sockets.engine.use((request: IncomingMessage, response: never, next: (error?: unknown) => void) => {
    session(() => next(), next)(request, response)
  })
  // Closes the server as well.
  atTheEnd(() => sockets.close())
  atTheEnd(() => caller.close())
})

afterEach(cleanUp)

/** The session of a socket, looked up each time. */
function sessionOf({ session }: IncomingMessage): SessionObject & SessionData {
  return session as SessionObject & SessionData
}

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
    const connected = once(sockets, 'connection')
    const client = connect(transport, { origin })
    await once(client as unknown as EventEmitter, 'connect')
    const [{ request }] = (await connected) as [{ request: IncomingMessage }]
    expect({ ...request.session }).toEqual({ user: 'ada' })
    await caller.post('/set')
    await sessionOf(request).reload()
    sessionOf(request)['size'] = '10'
    await sessionOf(request).save()
    expect(JSON.parse((await caller.get('/me')).text)).toEqual({ user: 'ada', color: 'red', size: '10' })
    await caller.post('/logout')
    await expect(sessionOf(request).reload()).rejects.toMatchObject({ name: 'SessionDestroyedError' })
    expect((await caller.get('/me')).text).toBe('{}')
  })
})

it('S-W1 socket.io refuses a WebSocket of another origin', async () => {
  const client = connect('websocket', { origin: 'http://evil.example' })
  await once(client as unknown as EventEmitter, 'connect_error')
  expect(client.connected).toBe(false)
})
