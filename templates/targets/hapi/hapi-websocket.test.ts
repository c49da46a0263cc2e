// Sessions of WebSockets beside hapi: the server's `upgrade` event with ws.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import type { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { createServer } from './hapi.harness.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./hapi.ts')
const { atTheEnd, callerOf, cleanUp, loginRoutes } = await import('./hapi-app.harness.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let origin: string
let caller: Caller

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  const session = sessions({ backend })
  const server = createServer()
  await server.register(session)
  for (const [path, handler] of Object.entries(loginRoutes)) {
    server.route({ method: ['GET', 'POST'], path, handler })
  }
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', session.addCookies)
  server.listener.on('upgrade', async (request, socket, head) => {
    const opened = await session.upgrade(request, socket)
    if (opened !== null) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on(
          'close',
          opened.closeWhenEnded((code, reason) => webSocket.close(code, reason)),
        )
        webSocket.send(JSON.stringify(opened.session))
      })
    }
  })
  caller = await callerOf(server)
  origin = server.info.uri
  atTheEnd(() => sockets.clients.forEach((socket) => socket.terminate()))
})

afterEach(cleanUp)

function open(headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(origin.replace('http', 'ws'), { headers }).on('error', () => {})
  atTheEnd(() => socket.terminate())
  return socket
}

async function firstMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(String(data))
}

it('S-W1 the session of the cookie is there at the handshake, and its renewed cookie is on the 101', async () => {
  await caller.post('/login')
  time += spec.renewAfterSeconds * 1000
  const socket = open({ origin, cookie: caller.cookieHeader })
  const [[response], message] = await Promise.all([
    once(socket, 'upgrade') as Promise<[IncomingMessage]>,
    firstMessage(socket),
  ])
  expect(message).toEqual({ user: 'ada' })
  expect(response.headers['set-cookie']).toHaveLength(1)
})

it.each([['http://evil.example'], ['null'], [null]])('S-W1 a handshake of the origin %s is refused', async (other) => {
  await caller.post('/login')
  store.forget()
  const socket = open({ cookie: caller.cookieHeader, ...(other === null ? {} : { origin: other }) })
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  expect(response.statusCode).toBe(403)
  expect(store.calls).toEqual([])
})

it('S-W2 the socket is closed with 1008 when the session ends elsewhere', async () => {
  await caller.post('/login')
  const socket = open({ origin, cookie: caller.cookieHeader })
  await firstMessage(socket)
  await caller.post('/logout')
  const [code] = (await once(socket, 'close')) as [number]
  expect(code).toBe(1008)
})
