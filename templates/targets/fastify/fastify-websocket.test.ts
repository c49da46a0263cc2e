// Sessions of WebSockets: routes of @fastify/websocket, and the server's `upgrade` event with ws.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import type { SessionSocket } from '../../runtime/websocket.ts'
import { createLoginApp } from './login-app.harness.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02, excludes: true, exclude: /^\/excluded/ })
const { sessions } = await import('./fastify.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let session: ReturnType<typeof sessions>
let app: FastifyInstance
let origin: string
let caller: Caller
const cleanups: (() => unknown)[] = []

beforeEach(() => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  session = sessions({ backend })
  app = createLoginApp(session)
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
  caller.close()
  await app.close()
})

async function listen(): Promise<void> {
  origin = await app.listen({ host: '127.0.0.1', port: 0 })
  caller = new Caller(origin)
}

function dataOf(text: unknown): Record<string, unknown> {
  return JSON.parse(String(text)) as Record<string, unknown>
}

function open(headers: Record<string, string>, path = '/socket'): { socket: WebSocket; message: Promise<unknown> } {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers })
  cleanups.push(() => socket.terminate())
  return { socket, message: once(socket, 'message').then(([data]) => dataOf(data)) }
}

/** The answer to a handshake that was refused. */
async function refusal(headers: Record<string, string>, path?: string): Promise<number | undefined> {
  const { socket, message } = open(headers, path)
  message.catch(() => {})
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response.statusCode
}

/** Says what is in the session, and writes what it is told. */
function serve(socket: WebSocket, handshake: SessionSocket): void {
  const stop = handshake.closeWhenEnded((code, reason) => socket.close(code, reason))
  socket.on('close', stop)
  socket.on('message', async (message) => {
    const [name = '', value] = String(message).split('=')
    handshake.session[name] = value
    await handshake.session.save()
    socket.send(JSON.stringify(handshake.session))
  })
  socket.send(JSON.stringify(handshake.session))
}

/** Routes of @fastify/websocket. */
async function withRoutes(): Promise<void> {
  await app.register(websocket)
  app.get('/socket', { websocket: true }, (socket, request) => serve(socket, request.sessionSocket))
  app.get('/excluded/socket', { websocket: true }, (socket, request) => serve(socket, request.sessionSocket))
  await listen()
}

/** A server of ws beside the application. */
async function withUpgrades(): Promise<void> {
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', session.addCookies)
  app.server.on('upgrade', async (request, socket, head) => {
    const handshake = await session.upgrade(request, socket)
    if (handshake !== null) {
      sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, handshake))
    }
  })
  cleanups.push(() => sockets.clients.forEach((ws) => ws.terminate()))
  await listen()
}

describe.each([
  ['@fastify/websocket', withRoutes],
  ['ws', withUpgrades],
])('%s', (_name, mount) => {
  beforeEach(mount)

  it('S-W1 case 108 the session of the cookie is there at the handshake', async () => {
    await caller.post('/login')
    expect(await open({ origin, cookie: caller.cookieHeader }).message).toEqual({ user: 'ada' })
    expect(await open({ origin }).message).toEqual({})
  })

  it('S-W1 a handshake of another origin, or of none, is refused before anything else', async () => {
    await caller.post('/login')
    store.forget()
    const cookie = caller.cookieHeader
    for (const headers of [
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: `${origin}.evil.example` },
      { cookie, origin: 'null' },
      { cookie },
    ]) {
      expect(await refusal(headers)).toBe(403)
    }
    expect(store.calls).toEqual([])
  })

  it('S-W1 S-L13 a session that is due is renewed, and its cookie is on the 101', async () => {
    await caller.post('/login')
    time += spec.renewAfterSeconds * 1000
    const { socket, message } = open({ origin, cookie: caller.cookieHeader })
    const [response] = (await once(socket, 'upgrade')) as [IncomingMessage]
    expect(response.headers['set-cookie']).toHaveLength(1)
    expect(response.headers['set-cookie']?.[0]).toContain(`; Max-Age=${spec.lifetimeSeconds}; `)
    await message
    const again = open({ origin, cookie: caller.cookieHeader })
    const [second] = (await once(again.socket, 'upgrade')) as [IncomingMessage]
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  it('S-W1 a store that does not answer: the handshake is refused, and the next is not', async () => {
    await caller.post('/login')
    store.fail('get', Object.assign(new Error('The store is down'), { statusCode: 503 }))
    expect(await refusal({ origin, cookie: caller.cookieHeader })).toBe(503)
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).message).toEqual({ user: 'ada' })
  })

  it('S-W2 case 111 save() on an open socket keeps what it wrote, beside what requests wrote', async () => {
    await caller.post('/login')
    const { socket, message } = open({ origin, cookie: caller.cookieHeader })
    await message
    await caller.post('/set')
    socket.send('size=10')
    expect(dataOf((await once(socket, 'message'))[0])).toMatchObject({ user: 'ada', size: '10' })
    expect(dataOf((await caller.get('/me')).text)).toEqual({ user: 'ada', color: 'red', size: '10' })
  })

  it('S-W2 the socket is closed with 1008 when the session ends elsewhere', async () => {
    await caller.post('/login')
    const { socket, message } = open({ origin, cookie: caller.cookieHeader })
    await message
    await caller.post('/logout')
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
  })
})

describe('routes of @fastify/websocket', () => {
  it('S-L2 a path without a session: looking at it is an error that names the pattern', async () => {
    const errors: Error[] = []
    await app.register(websocket, {
      errorHandler(error, socket) {
        errors.push(error)
        socket.terminate()
      },
    })
    app.get('/excluded/socket', { websocket: true }, (_socket, request) => void request.session)
    await listen()
    const { socket, message } = open({ origin }, '/excluded/socket')
    message.catch(() => {})
    await new Promise((resolve) => socket.once('close', resolve))
    expect(errors.map(({ message: text }) => text)).toEqual([
      "'session' is not defined on this connection: its path is excluded by /^\\/excluded/",
    ])
  })

  it('S-W1 hooks see the session before the handler, and can refuse', async () => {
    await app.register(websocket)
    app.get(
      '/socket',
      {
        websocket: true,
        async preValidation(request, reply) {
          if (request.session['user'] === undefined) {
            await reply.code(401).send('Log in first')
          }
        },
      },
      (socket, request) => serve(socket, request.sessionSocket),
    )
    await listen()
    expect(await refusal({ origin })).toBe(401)
    await caller.post('/login')
    expect(await open({ origin, cookie: caller.cookieHeader }).message).toEqual({ user: 'ada' })
  })

  it('S-W1 a session that began there could not be found again: saving it fails', async () => {
    await app.register(websocket)
    app.get('/socket', { websocket: true }, async (socket, { session: began }) => {
      began['size'] = '10'
      socket.send(JSON.stringify({ error: await began.save().catch(({ name }: Error) => name) }))
    })
    await listen()
    expect(await open({ origin }).message).toEqual({ error: 'SessionLateError' })
  })

  it('S-W1 of two scopes with one plugin, each answers with one cookie', async () => {
    app = createLoginApp(session)
    await app.register(websocket)
    app.register(async (scope) => {
      scope.register(session)
      scope.get('/socket', { websocket: true }, (socket, request) => serve(socket, request.sessionSocket))
    })
    await listen()
    await caller.post('/login')
    time += spec.renewAfterSeconds * 1000
    const { socket, message } = open({ origin, cookie: caller.cookieHeader })
    const [response] = (await once(socket, 'upgrade')) as [IncomingMessage]
    expect(response.headers['set-cookie']).toHaveLength(1)
    await message
  })

  it('S-W2 a request that is no handshake has no socket', async () => {
    app.get('/plain', (request) => request.sessionSocket)
    await listen()
    expect((await caller.get('/plain')).text).toContain('it is no WebSocket handshake')
  })
})
