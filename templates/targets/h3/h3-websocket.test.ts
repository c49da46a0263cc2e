// Sessions of WebSockets on h3, by crossws, as its documentation says.
import { listen } from './h3-web.harness.ts'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { getWebSocketHooks } from 'crossws'
import { plugin } from 'crossws/server'
import { defineWebSocketHandler, H3 } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02 })
const { sessions } = await import('./h3.ts')

let time = Date.UTC(2030, 0, 1)
let store: Observation
let origin: string
let caller: Caller
const cleanups: (() => unknown)[] = []

/** An application with one user, and a socket that answers each message `name=value` by the session it is written to. */
function application(backend: MemoryBackend): H3 {
  const app = new H3({ silent: true })
  app.use(sessions({ backend }))
  app.post('/login', async (event) => {
    const session = await event.context.session.regenerate()
    session['user'] = 'ada'
    return { ...session }
  })
  app.post('/logout', async (event) => {
    await event.context.session.destroy()
    return 'bye'
  })
  app.get('/read', (event) => ({ ...event.context.session }))
  const live = defineWebSocketHandler((event) => {
    const socket = event.context.sessionSocket
    let stop: (() => void) | null = null
    return {
      open(peer) {
        peer.send(JSON.stringify({ ...socket.session }))
        stop = socket.closeWhenEnded((code, reason) => peer.close(code, reason))
      },
      async message(peer, message) {
        const [name = '', value] = message.text().split('=')
        socket.session[name] = value
        await socket.session.save().catch((error: Error) => peer.send(JSON.stringify({ error: error.name })))
        peer.send(JSON.stringify({ ...socket.session }))
      },
      close: () => stop?.(),
    }
  })
  app.get('/live', live)
  app.get('/excluded/live', live)
  app.get('/skipped/live', live, { meta: { skipSession: true } })
  app.get(
    '/members/live',
    defineWebSocketHandler((event) => {
      const { session } = event.context.sessionSocket
      return {
        upgrade() {
          if (session['user'] === undefined) {
            throw new Response('Members alone', { status: 401 })
          }
          return { headers: { 'X-User': String(session['user']) }, context: { user: session['user'] } }
        },
        open: (peer) => void peer.send(JSON.stringify(peer.context['user'])),
      }
    }),
  )
  return app
}

beforeEach(async () => {
  const backend = new MemoryBackend(() => time)
  store = observe(backend)
  const { url, stop } = await listen(application(backend), { plugins: [plugin({})] })
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

  it('S-W1 the hook `upgrade` refuses by what is in the session, and its headers and context come along', async () => {
    expect(await refusal({ origin }, '/members/live')).toBe(401)
    await caller.post('/login')
    const { socket, next } = open({ origin, cookie: caller.cookieHeader }, '/members/live')
    const [[response], message] = (await Promise.all([once(socket, 'upgrade'), next()])) as [[IncomingMessage], unknown]
    expect(response.headers['x-user']).toBe('ada')
    expect(message).toBe('ada')
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
    store.fail('get', Object.assign(new Error('down'), { statusCode: 503 }))
    expect(await refusal({ origin, cookie: caller.cookieHeader })).toBe(503)
    store.heal()
    expect(await open({ origin, cookie: caller.cookieHeader }).next()).toEqual({ user: 'ada' })
  })

  it.each(['/excluded/live', '/skipped/live'])(
    'S-L2 S-W1 where the session is switched off, a handshake that touches it is refused: %s',
    async (path) => {
      expect(await refusal({ origin }, path)).toBe(500)
    },
  )

  it('S-W1 where the hooks alone count, as in Nitro, refused is refused, and only a WebSocket route opens a socket', async () => {
    const backend = new MemoryBackend(() => time)
    const app = application(backend)
    const resolve = async (request: Request): Promise<object> => {
      await app.fetch(request)
      return getWebSocketHooks(request) ?? {}
    }
    const server = await listen(app, { plugins: [plugin({ resolve })] })
    cleanups.push(server.stop)
    origin = server.url
    expect(await refusal({ origin: 'http://evil.example' })).toBe(403)
    expect(await refusal({ origin }, '/skipped/live')).toBe(403)
    expect(await refusal({ origin }, '/read')).toBe(403)
    observe(backend).fail('get', new Error('down'))
    expect(await refusal({ origin, cookie: `${spec.cookieName}=${'A'.repeat(43)}` })).toBe(403)
    expect(await open({ origin }).next()).toEqual({})
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
    const login = await application(new MemoryBackend()).request('/login', {
      method: 'POST',
      headers: { upgrade: 'websocket' },
    })
    expect(login.headers.getSetCookie()).toHaveLength(1)
    expect((await caller.get('/live')).status).toBe(426)
  })
})
