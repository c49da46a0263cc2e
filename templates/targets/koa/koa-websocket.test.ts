// Sessions of WebSockets beside Koa: the server's `upgrade` event with ws.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { application, atTheEnd, byPath, cleanUp, loginRoutes } from './koa-app.harness.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./koa.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let origin: string
let caller: Caller

async function listening(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  const session = sessions({ backend })
  const server = createServer(application(session, byPath(loginRoutes)).callback())
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', session.addCookies)
  server.on('upgrade', async (request, socket, head) => {
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
  await listening(server)
  caller = new Caller(origin)
  atTheEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  atTheEnd(() => sockets.clients.forEach((socket) => socket.terminate()))
  atTheEnd(() => caller.close())
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
