// Sessions of WebSockets on Hono, by its own helper for Node.
import { listen } from './hono-web.harness.ts'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { ServerType } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./hono.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let origin: string
let caller: Caller
const cleanups: (() => unknown)[] = []

/** An application with one user, and a socket that answers each message `name=value` by the session it is written to. */
function application(backend: MemoryBackend): { app: Hono; injectWebSocket: (server: ServerType) => void } {
  const app = new Hono()
  const { upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app })
  app.use(sessions({ backend }))
  app.post('/login', async (c) => {
    const session = await c.get('session').regenerate()
    session['user'] = 'ada'
    return c.json({ ...session })
  })
  app.post('/logout', async (c) => {
    await c.get('session').destroy()
    return c.text('bye')
  })
  app.get('/read', (c) => c.json({ ...c.get('session') }))
  const live = upgradeWebSocket((c) => {
    const socket = c.get('sessionSocket')
    let stop: (() => void) | null = null
    return {
      onOpen(_event, ws) {
        ws.send(JSON.stringify({ ...socket.session }))
        stop = socket.closeWhenEnded((code, reason) => ws.close(code, reason))
      },
      async onMessage({ data }, ws) {
        const [name = '', value] = String(data).split('=')
        socket.session[name] = value
        await socket.session.save().catch((error: Error) => ws.send(JSON.stringify({ error: error.name })))
        ws.send(JSON.stringify({ ...socket.session }))
      },
      onClose: () => stop?.(),
    }
  })
  app.get('/live', live)
  app.get('/excluded/live', (c, next) => {
    c.header('X-User', String(c.get('session')['user']))
    return live(c, next)
  })
  app.onError((error, c) => c.text(error.name, 503))
  return { app, injectWebSocket }
}

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  const { app, injectWebSocket } = application(backend)
  const { url, server, stop } = await listen(app)
  injectWebSocket(server)
  origin = url
  caller = new Caller(url)
  cleanups.push(stop, () => caller.close())
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

function open(headers: Record<string, string>, path = '/live'): { socket: WebSocket; next(): Promise<unknown> } {
  const socket = new WebSocket(origin.replace('http', 'ws') + path, { headers })
  cleanups.push(() => socket.terminate())
  return { socket, next: () => once(socket, 'message').then(([data]) => JSON.parse(String(data)) as unknown) }
}

/** The answer to a handshake that was refused. */
async function refusal(headers: Record<string, string>, path?: string): Promise<number | undefined> {
  const { socket } = open(headers, path)
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response.statusCode
}

describe('WebSocket', () => {
  it('S-W1 case 108 the session of the cookie is there at the handshake', async () => {
    await caller.post('/login')
    expect(await open({ origin, cookie: caller.cookieHeader }).next()).toEqual({ user: 'ada' })
    expect(await open({ origin }).next()).toEqual({})
  })

  it('S-W1 a handshake of another origin, or of none, is refused before anything else', async () => {
    await caller.post('/login')
    store.forget()
    const cookie = caller.cookieHeader
    for (const headers of [
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: `${origin}.evil.example` },
      { cookie, origin: origin.toUpperCase() },
      { cookie, origin: 'null' },
      { cookie },
    ]) {
      expect(await refusal(headers)).toBe(403)
      expect(await refusal({ ...headers, upgrade: 'WebSocket' })).toBe(403)
    }
    expect(store.calls).toEqual([])
  })

  it('S-W1 S-L13 a handshake renews nothing: its answer can’t take the cookie along', async () => {
    await caller.post('/login')
    time += spec.renewAfterSeconds * 1000
    store.forget()
    await open({ origin, cookie: caller.cookieHeader }).next()
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get'])
    expect((await caller.get('/read')).setCookie).toHaveLength(1)
  })

  it('S-W1 a store that does not answer: the handshake is refused', async () => {
    await caller.post('/login')
    store.fail('get', new Error('down'))
    expect(await refusal({ origin, cookie: caller.cookieHeader })).toBe(503)
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).next()).toEqual({ user: 'ada' })
  })

  it('S-L2 S-W1 where the session is switched off, a handshake that touches it is refused', async () => {
    expect(await refusal({ origin }, '/excluded/live')).toBe(503)
  })

  it('S-W2 save() on an open socket saves, and keeps what others wrote', async () => {
    await caller.post('/login')
    const { socket, next } = open({ origin, cookie: caller.cookieHeader })
    await next()
    socket.send('color=red')
    expect(await next()).toEqual({ user: 'ada', color: 'red' })
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada', color: 'red' })
  })

  it('S-W2 save() can’t begin a session on an open socket: there is no cookie to keep it by', async () => {
    const { socket, next } = open({ origin })
    await next()
    socket.send('color=red')
    expect(await next()).toEqual({ error: 'SessionLateError' })
    expect(store.calls).toEqual([])
  })

  it('S-W2 the socket is closed when the session ends elsewhere', async () => {
    await caller.post('/login')
    const { socket, next } = open({ origin, cookie: caller.cookieHeader })
    await next()
    await caller.post('/logout')
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
    expect([code, String(reason)]).toEqual([1008, 'The session has ended'])
  })

  it('S-W2 the socket is closed when the session expires', async () => {
    await caller.post('/login')
    const { socket, next } = open({ origin, cookie: caller.cookieHeader })
    await next()
    time += spec.lifetimeSeconds * 1000
    expect((await once(socket, 'close'))[0]).toBe(1008)
  })

  it('S-W1 a request that is no handshake has its session as ever, whatever it says of an upgrade', async () => {
    const { app } = application(new MemoryBackend())
    const login = await app.request('/login', { method: 'POST', headers: { upgrade: 'websocket' } })
    expect(login.headers.getSetCookie()).toHaveLength(1)
    expect((await caller.get('/live')).status).toBe(404)
  })
})
