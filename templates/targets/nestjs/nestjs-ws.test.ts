// Sessions of gateways with the adapter of ws, on Express and on Fastify.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WsAdapter } from '@nestjs/platform-ws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller, sessionIn } from '../../contracts/contract-client.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { freePort } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'

// A revalidation that a test can wait for.
Object.assign(spec, { revalidateEverySeconds: 0.02, excludes: true, exclude: /^\/excluded/ })
const { createGateway, startGateways } = await import('./gateway-app.harness.ts')
const { platforms } = await import('./platforms.harness.ts')

let time = Date.UTC(2030, 0, 1)
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    await cleanup()
  }
})

function open(url: string, headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers })
  cleanups.push(() => socket.terminate())
  return socket
}

/** Sends a message once the socket is open; its answer. */
async function ask(socket: WebSocket, event: string, data: unknown = null): Promise<unknown> {
  if (socket.readyState === WebSocket.CONNECTING) {
    await once(socket, 'open')
  }
  socket.send(JSON.stringify({ event, data }))
  const [message] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(message.toString())
}

/** The answer to a handshake that was refused. */
async function refusal(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const socket = open(url, headers).on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response.statusCode
}

describe.each(platforms)('gateways of ws on %s', (_name, create) => {
  let store: Observation
  let url: string
  let caller: Caller
  let ownPort: number
  let connected: object[]

  beforeEach(async () => {
    const backend = new MemoryBackend(() => time)
    store = observe(backend)
    ownPort = await freePort()
    const live = createGateway({ path: '/live' })
    connected = live.connected
    const gateways = [live, createGateway({ path: '/excluded/live' }), createGateway({ path: '/own' }, ownPort)]
    const server = await startGateways(
      create,
      gateways.map(({ Gateway }) => Gateway),
      WsAdapter,
      { backend },
    )
    cleanups.push(() => server.stop())
    url = server.url
    caller = new Caller(url)
    cleanups.push(() => caller.close())
  })

  it('S-W1 case 108 the session of the handshake is there when the client connects, and in each handler', async () => {
    await caller.post('/login?user=ada')
    const socket = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    expect(await ask(socket, 'read')).toEqual({ event: 'read', data: { user: 'ada' } })
    expect(await ask(open(`${url}/live`, { origin: url }), 'read')).toEqual({ event: 'read', data: {} })
    expect(connected).toEqual([{ user: 'ada' }, {}])
  })

  it('a guard of a gateway reads it', async () => {
    await caller.post('/login?user=ada')
    const signedIn = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    expect(await ask(signedIn, 'guarded')).toEqual({ event: 'guarded', data: 'let in' })
    expect(await ask(open(`${url}/live`, { origin: url }), 'guarded')).toMatchObject({ event: 'exception' })
  })

  it('S-W1 a handshake of another origin, or of none, is refused before anything else', async () => {
    await caller.post('/login?user=ada')
    store.forget()
    const cookie = caller.cookieHeader
    for (const headers of [{ cookie, origin: 'http://evil.example' }, { cookie, origin: 'null' }, { cookie }]) {
      expect(await refusal(`${url}/live`, headers)).toBe(403)
    }
    expect(store.calls).toEqual([])
    expect(connected).toEqual([])
  })

  it('S-L2 a path without a session takes no socket', async () => {
    expect(await refusal(`${url}/excluded/live`, { origin: url })).toBe(403)
  })

  it('S-W1 S-L13 a session that is due is renewed, and its cookie is on the 101', async () => {
    await caller.post('/login?user=ada')
    time += spec.renewAfterSeconds * 1000
    const socket = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    const [response] = (await once(socket, 'upgrade')) as [IncomingMessage]
    expect(response.headers['set-cookie']).toHaveLength(1)
    expect(response.headers['set-cookie']?.[0]).toContain(`; Max-Age=${spec.lifetimeSeconds}; `)
  })

  it('S-W1 a store that does not answer: the handshake is refused, and the process lives', async () => {
    await caller.post('/login?user=ada')
    store.fail('get', new Error('The store is down'))
    const warned = once(process, 'warning')
    expect(await refusal(`${url}/live`, { origin: url, cookie: caller.cookieHeader })).toBe(503)
    expect(String(await warned)).toContain('The store is down')
    store.heal()
    const socket = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    expect(await ask(socket, 'read')).toEqual({ event: 'read', data: { user: 'ada' } })
  })

  it('S-W2 case 111 save() on an open socket keeps what it wrote, beside what requests wrote', async () => {
    await caller.post('/login?user=ada')
    const socket = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    await ask(socket, 'read')
    await caller.post('/set?name=color&value=red')
    expect(await ask(socket, 'write', { size: '10' })).toMatchObject({ data: { user: 'ada', size: '10' } })
    expect(sessionIn(await caller.get('/read')).data).toEqual({ user: 'ada', color: 'red', size: '10' })
  })

  it('S-W2 the socket is closed with 1008 when the session ends elsewhere', async () => {
    await caller.post('/login?user=ada')
    const socket = open(`${url}/live`, { origin: url, cookie: caller.cookieHeader })
    await ask(socket, 'read')
    await caller.post('/destroy')
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1008)
  })

  it('S-W1 a gateway with a port of its own asks for the session too', async () => {
    await caller.post('/login?user=ada')
    const own = `http://127.0.0.1:${ownPort}`
    const socket = open(`${own}/own`, { origin: own, cookie: caller.cookieHeader })
    expect(await ask(socket, 'read')).toEqual({ event: 'read', data: { user: 'ada' } })
    expect(await refusal(`${own}/own`, { origin: 'http://evil.example', cookie: caller.cookieHeader })).toBe(403)
  })
})
