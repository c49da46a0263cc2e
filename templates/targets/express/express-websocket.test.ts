// Sessions of WebSockets on a Node server: the `upgrade` event with ws, and the middleware run by hand.
import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Request } from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { startLoginApp } from './login-app.harness.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02, excludes: true, exclude: /^\/excluded/ })
const { sessions } = await import('./express.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let middleware: ReturnType<typeof sessions>
let server: Server
let origin: string
let caller: Caller
const cleanups: (() => unknown)[] = []

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  middleware = sessions({ backend })
  ;({ server, origin } = await startLoginApp(middleware))
  caller = new Caller(origin)
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
  caller.close()
  server.closeAllConnections()
  server.close()
})

function dataOf(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>
}

function open(headers: Record<string, string>, path = '/socket'): { socket: WebSocket; message: Promise<unknown> } {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers })
  cleanups.push(() => socket.terminate())
  return { socket, message: once(socket, 'message').then(([data]) => dataOf(String(data))) }
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

/** As ws's own example does it: with an object in the place of a response. */
function run(headers: Record<string, string>): Promise<{ request: Request; error: unknown }> {
  return new Promise((resolve, reject) => {
    const sockets = new WebSocketServer({ noServer: true })
    server.once('upgrade', (request: IncomingMessage, socket, head) => {
      middleware(request, {} as ServerResponse, (error) => {
        sockets.handleUpgrade(request, socket, head, (ws) => ws.terminate())
        resolve({ request: request as Request, error })
      })
    })
    new WebSocket(origin.replace('http', 'ws'), { headers }).on('error', () => {}).on('unexpected-response', reject)
  })
}

describe('ws', () => {
  beforeEach(() => {
    const sockets = new WebSocketServer({ noServer: true })
    sockets.on('headers', middleware.addCookies)
    server.on('upgrade', async (request, socket, head) => {
      const handshake = await middleware.upgrade(request, socket)
      if (handshake === null) {
        return
      }
      sockets.handleUpgrade(request, socket, head, (ws) => {
        ws.on(
          'close',
          handshake.closeWhenEnded((code, reason) => ws.close(code, reason)),
        )
        ws.on('message', async (message) => {
          const [name = '', value] = String(message).split('=')
          handshake.session[name] = value
          await handshake.session.save()
          ws.send(JSON.stringify(handshake.session))
        })
        ws.send(JSON.stringify({ ...handshake.session }))
      })
    })
    cleanups.push(() => sockets.clients.forEach((ws) => ws.terminate()))
  })

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

  it('S-L2 a path without a session takes no socket', async () => {
    expect(await refusal({ origin }, '/excluded/socket')).toBe(403)
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

  it('S-W1 a store that does not answer: the handshake is refused, and the process lives', async () => {
    await caller.post('/login')
    store.fail('get', new Error('The store is down'))
    const warned = once(process, 'warning')
    expect(await refusal({ origin, cookie: caller.cookieHeader })).toBe(503)
    expect(String(await warned)).toContain('The store is down')
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).message).toEqual({ user: 'ada' })
  })

  it('S-W1 who hangs up during the handshake does no harm', async () => {
    await caller.post('/login')
    const events = new EventEmitter()
    const arrived = once(events, 'arrived')
    store.delay('get', async () => {
      events.emit('arrived')
      await once(events, 'go on')
    })
    const lines = ['GET / HTTP/1.1', 'Host: a', 'Origin: http://a', `Cookie: ${caller.cookieHeader}`]
    const client = connect(Number(new URL(origin).port), '127.0.0.1')
    client.write([...lines, 'Connection: Upgrade', 'Upgrade: websocket', '', ''].join('\r\n'))
    const [[, serverSide]] = (await Promise.all([once(server, 'upgrade'), arrived])) as [[unknown, Duplex], unknown]
    const closed = new Promise((resolve) => serverSide.once('close', resolve))
    client.resetAndDestroy()
    await closed
    events.emit('go on')
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).message).toEqual({ user: 'ada' })
  })

  it('S-W1 whoever takes the socket over finds it without listeners of ours', async () => {
    const [{ message }, [, socket]] = await Promise.all([
      open({ origin }),
      once(server, 'upgrade') as Promise<[IncomingMessage, Duplex]>,
    ])
    const before = socket.listenerCount('error')
    await message
    expect(socket.listenerCount('error')).toBe(before)
  })

  it('S-W2 case 111 save() on an open socket keeps what it wrote, beside what requests wrote', async () => {
    await caller.post('/login')
    const { socket, message } = open({ origin, cookie: caller.cookieHeader })
    await message
    await caller.post('/set')
    socket.send('size=10')
    expect(dataOf(String((await once(socket, 'message'))[0]))).toMatchObject({ user: 'ada', size: '10' })
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

describe('a middleware that is run by hand', () => {
  it('S-W1 loads the session with no method of a response', async () => {
    await caller.post('/login')
    const { request, error } = await run({ origin, cookie: caller.cookieHeader })
    expect(error).toBeUndefined()
    expect({ ...request.session }).toEqual({ user: 'ada' })
    request.session['size'] = '10'
    await request.session.save()
    expect(dataOf((await caller.get('/me')).text)).toEqual({ user: 'ada', size: '10' })
  })

  it('S-W1 a session that began there could not be found again: saving it fails', async () => {
    const { request } = await run({ origin })
    request.session['size'] = '10'
    await expect(request.session.save()).rejects.toThrow('The head of the response has left')
  })

  it('S-W1 a page of another origin is an error, and nobody’s session where that is ignored', async () => {
    await caller.post('/login')
    const { request, error } = await run({ origin: 'http://evil.example', cookie: caller.cookieHeader })
    expect(error).toBeInstanceOf(Error)
    expect({ ...request.session }).toEqual({})
  })
})
