// Sessions of WebSockets on Elysia, by the adapter for Node.
import { listen } from './elysia-web.harness.ts'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { node } from '@elysiajs/node'
import { type AnyElysia, Elysia } from 'elysia'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./elysia.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let origin: string
let caller: Caller
const cleanups: (() => unknown)[] = []

/** An application with one user, and a socket that answers each message `name=value` by the session it is written to. */
function application(backend: MemoryBackend): AnyElysia {
  const stops = new WeakMap<object, () => void>()
  return new Elysia({ adapter: node() })
    .use(sessions({ backend }))
    .post('/login', async ({ session }) => {
      const renewed = await session.regenerate()
      renewed['user'] = 'ada'
      return { ...renewed }
    })
    .post('/logout', async ({ session }) => {
      await session.destroy()
      return 'bye'
    })
    .get('/read', ({ session }) => ({ ...session }))
    .ws('/live', {
      open(ws) {
        const { sessionSocket } = ws.data
        ws.send({ ...sessionSocket.session })
        stops.set(
          sessionSocket,
          sessionSocket.closeWhenEnded((code, reason) => void ws.close(code, reason)),
        )
      },
      async message(ws, message) {
        const { session } = ws.data.sessionSocket
        const [name = '', value] = String(message).split('=')
        session[name] = value
        await session.save().catch((error: Error) => ws.send({ error: error.name }))
        ws.send({ ...session })
      },
      close: (ws) => stops.get(ws.data.sessionSocket)?.(),
    })
    .ws('/members/live', {
      beforeHandle: ({ session, status }) => (session['user'] === undefined ? status(401) : undefined),
      open: (ws) => void ws.send(JSON.stringify(ws.data.session['user'])),
    })
    .ws('/skipped/live', { skipSession: true, open: (ws) => void ws.send('"open"') })
    .ws('/excluded/live', { open: (ws) => void ws.send('"open"') })
    .ws('/excluded/touching', { beforeHandle: ({ session }) => void session.id, open: (ws) => void ws.send('"open"') })
}

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  const { url, stop } = await listen(application(backend))
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
    }
    expect(store.calls).toEqual([])
  })

  it('S-W1 `beforeHandle` refuses by what is in the session', async () => {
    expect(await refusal({ origin }, '/members/live')).toBe(401)
    await caller.post('/login')
    expect(await open({ origin, cookie: caller.cookieHeader }, '/members/live').next()).toBe('ada')
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
    store.fail('get', Object.assign(new Error('down'), { status: 503 }))
    expect(await refusal({ origin, cookie: caller.cookieHeader })).toBe(503)
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).next()).toEqual({ user: 'ada' })
  })

  it('S-L2 S-W1 where the session is switched off a socket opens without one, and a handshake that touches it is refused', async () => {
    for (const path of ['/skipped/live', '/excluded/live']) {
      expect(await open({ origin }, path).next()).toBe('open')
    }
    expect(await refusal({ origin }, '/excluded/touching')).toBe(500)
    expect(store.calls).toEqual([])
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
})
