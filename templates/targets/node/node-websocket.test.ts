// Sessions of WebSockets on a server of Node's own: the `upgrade` event with ws, and handshakes that run through a listener by hand.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './node.harness.ts'
import { atTheEnd, byPath, cleanUp, loginRoutes } from './node-servers.harness.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./node.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let session: ReturnType<typeof sessions>
let server: Server
let origin: string
let caller: Caller

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  session = sessions({ backend })
  server = createServer(session(byPath(loginRoutes)))
  const { url, stop } = await listen(server)
  origin = url
  caller = new Caller(url)
  atTheEnd(stop)
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

describe('ws', () => {
  beforeEach(() => {
    const sockets = new WebSocketServer({ noServer: true })
    sockets.on('headers', session.addCookies)
    server.on('upgrade', async (request, socket, head) => {
      const opened = await session.upgrade(request, socket)
      if (opened === null) {
        return
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on(
          'close',
          opened.closeWhenEnded((code, reason) => webSocket.close(code, reason)),
        )
        webSocket.send(JSON.stringify(opened.session))
      })
    })
    atTheEnd(() => sockets.clients.forEach((socket) => socket.terminate()))
  })

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

  it.each([['http://evil.example'], ['null'], [null]])(
    'S-W1 a handshake of the origin %s is refused',
    async (other) => {
      await caller.post('/login')
      store.forget()
      const socket = open({ cookie: caller.cookieHeader, ...(other === null ? {} : { origin: other }) })
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
      expect(response.statusCode).toBe(403)
      expect(store.calls).toEqual([])
    },
  )

  it('S-W2 the socket is closed with 1008 when the session ends elsewhere', async () => {
    await caller.post('/login')
    const socket = open({ origin, cookie: caller.cookieHeader })
    await firstMessage(socket)
    await caller.post('/logout')
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
  })
})

describe('a handshake that runs through a listener', () => {
  /** With an object in the place of a response, as there is none yet. */
  function run(headers: Record<string, string>): Promise<{ request: IncomingMessage; error: unknown }> {
    const sockets = new WebSocketServer({ noServer: true })
    return new Promise((resolve) => {
      server.once('upgrade', (request: IncomingMessage, socket, head) => {
        const end = (error: unknown): void => {
          sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.terminate())
          resolve({ request, error })
        }
        session(() => end(null), end)(request, {} as ServerResponse)
      })
      open(headers)
    })
  }

  it('S-W1 loads the session with no method of a response', async () => {
    await caller.post('/login')
    const { request, error } = await run({ origin, cookie: caller.cookieHeader })
    expect(error).toBeNull()
    expect({ ...request.session }).toEqual({ user: 'ada' })
    request.session['size'] = '10'
    await request.session.save()
    expect((await caller.get('/me')).text).toBe('{"user":"ada","size":"10"}')
  })

  it('S-W1 a page of another origin is an error, and nobody’s session where that is ignored', async () => {
    await caller.post('/login')
    const { request, error } = await run({ origin: 'http://evil.example', cookie: caller.cookieHeader })
    expect(error).toBeInstanceOf(Error)
    expect({ ...request.session }).toEqual({})
  })

  it('S-W1 where nobody answers that error, it is printed, and the connection closed', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    atTheEnd(() => printed.mockRestore())
    server.once('upgrade', (request: IncomingMessage) => session(() => {})(request, {} as ServerResponse))
    const socket = open({ origin: 'http://evil.example' })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(socket.readyState).toBe(WebSocket.CLOSED)
    expect(printed).toHaveBeenCalledOnce()
  })
})
