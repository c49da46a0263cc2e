// Bad inputs 199-208: WebSocket handshakes, as bytes, on emitted code of each target.
import { symlinkSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawClient, type RawReply } from '../../templates/contracts/bad-inputs/raw-client.ts'
import { RED } from '../../templates/contracts/bad-inputs/bad-input.ts'
import { createHash, randomBytes } from 'node:crypto'
import { type Observation, observe } from '../../templates/contracts/observed-backend.ts'
import { temporaryFolder } from '../../templates/contracts/services.ts'
import type { RunningServer } from '../../templates/contracts/target-contract.ts'
import type { ServerSideBackend } from '../../templates/runtime/server-side-backend.ts'
import { targetNames, targets } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import { emitTree } from '../runtime-builds.fixture.ts'
import { starts } from '../target-starts.fixture.ts'

interface Upgrading {
  upgrade(request: IncomingMessage, socket: Duplex): Promise<{ readonly session: object } | null>
}

interface Tree {
  readonly sessions: (options: { readonly backend: ServerSideBackend }) => Upgrading
  readonly MemoryBackend: new (now: () => number) => ServerSideBackend
}

const ORIGIN = 'https://app.test'
const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** A server whose `upgrade` event goes to the emitted code, and whose 101 shows the session that it found. */
async function startUpgrading(middleware: Upgrading): Promise<RunningServer> {
  const server = createServer().on('upgrade', (request, socket) => {
    void middleware.upgrade(request, socket).then((handshake) => {
      if (handshake !== null) {
        socket.end(`HTTP/1.1 101 Switching Protocols\r\nX-Session: ${JSON.stringify(handshake.session)}\r\n\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => void server.close(() => resolve()))
    },
  }
}

/** The targets that see handshakes. */
const upgradable = targetNames.filter((name) =>
  targets.some((target) => target.name === name && target.scopes.includes('websocket')),
)

describe.each(upgradable)('handshakes on emitted %s', (target) => {
  const isForWeb = targets.some(({ name, platform }) => name === target && platform === 'web')
  const folder = temporaryFolder('handshakes')
  let time = Date.UTC(2030, 0, 1)
  let backend: ServerSideBackend
  let store: Observation
  let server: RunningServer

  beforeAll(async () => {
    const index = await emitTree(join(folder.path, 'project'), target, {
      backend: 'memory',
      scopes: ['http', 'websocket'],
    })
    symlinkSync(join(packageRoot(), 'node_modules'), join(folder.path, 'node_modules'))
    const tree = (await import(/* @vite-ignore */ index)) as Tree
    backend = new tree.MemoryBackend(() => time)
    store = observe(backend)
    // On the Web platform a handshake is a request like any other until its handler answers it.
    server = isForWeb
      ? await starts[target](tree as never, { backend }, [])
      : await startUpgrading(tree.sessions({ backend }))
  })
  afterAll(async () => {
    await server.stop()
    folder.remove()
  })

  async function shake(lines: readonly string[], path = '/read'): Promise<RawReply> {
    const client = new RawClient(server.url)
    const reply = await client.send({ path, lines: [...HANDSHAKE, ...lines] })
    client.close()
    return reply
  }

  /** The session that the handshake found; null where it was refused. */
  function dataOf(reply: RawReply): unknown {
    if (reply.status === 403) {
      return null
    }
    expect(reply.status).toBe(isForWeb ? 200 : 101)
    const shown = reply.headers.find(([name]) => name === 'x-session')?.[1]
    return shown === undefined ? (JSON.parse(reply.text) as { data: unknown }).data : JSON.parse(shown)
  }

  async function plant(expiresAt = time + 60_000): Promise<string> {
    const id = randomBytes(32).toString('base64url')
    const record = { data: RED, createdAt: time, renewedAt: time, expiresAt, version: 1 }
    await backend.set(createHash('sha256').update(id).digest('base64url'), record)
    store.forget()
    return `__Host-session=${id}`
  }

  it('bad input 199 a handshake of the own origin has the session of its cookie', async () => {
    const cookie = await plant()
    expect(dataOf(await shake([`Origin: ${ORIGIN}`, `Cookie: ${cookie}`]))).toEqual({ color: 'red' })
  })

  it.each([
    [
      'bad input 200 a foreign origin is refused, and the store is not asked',
      ['https://evil.test', 'https://attacker.example'],
    ],
    ['bad input 202 Origin: null is refused', ['null', 'NULL', '']],
    [
      'bad input 203 origins that resemble ours are refused',
      [
        'https://app.test.evil',
        'https://evil-app.test',
        'https://appXtest',
        'https://app.test:444',
        'https://app.test.',
        'https://APP.test',
        'https://u@app.test',
        'https://app.test/',
        'https://app.test,https://evil.test',
        'wss://app.test',
        'app.test',
      ],
    ],
    [
      'bad input 204 another host of our site is refused',
      ['https://www.app.test', 'https://test', 'https://a.app.test'],
    ],
  ])('%s', async (_, origins) => {
    const cookie = await plant()
    for (const origin of origins) {
      const reply = await shake([`Origin: ${origin}`, `Cookie: ${cookie}`])
      expect([origin, reply.status, reply.setCookie]).toEqual([origin, 403, []])
    }
    expect(store.calls).toEqual([])
  })

  it('bad input 201 no Origin at all is refused', async () => {
    const cookie = await plant()
    expect((await shake([`Cookie: ${cookie}`])).status).toBe(403)
    expect(
      (await shake([`Cookie: ${cookie}`, 'Referer: https://app.test/', 'Sec-Fetch-Site: same-origin'])).status,
    ).toBe(403)
    expect(store.calls).toEqual([])
  })

  it('bad input 205 without a cookie, with one that is damaged, expired or there twice: an empty session', async () => {
    const [one, other, expired] = [await plant(), await plant(), await plant(time)]
    for (const lines of [
      [],
      ['Cookie: __Host-session=forged'],
      [`Cookie: ${expired}`],
      [`Cookie: ${one}; ${other}`],
      [`Cookie: ${one}`, `Cookie: ${one}`],
      [`Cookie: \xa0${one}`],
    ]) {
      expect(dataOf(await shake([`Origin: ${ORIGIN}`, ...lines]))).toEqual({})
    }
  })

  it('bad input 207 a session id in the protocol, in the path or in another header is none', async () => {
    const cookie = await plant()
    const id = cookie.slice(cookie.indexOf('=') + 1)
    for (const lines of [
      [`Sec-WebSocket-Protocol: ${id}`],
      [`Sec-WebSocket-Protocol: session, ${cookie.replace('=', '.')}`],
      [`Authorization: Bearer ${id}`],
      [`X-Session-Id: ${id}`],
    ]) {
      expect(dataOf(await shake([`Origin: ${ORIGIN}`, ...lines], `/read?${cookie}`))).toEqual({})
    }
    expect(store.calls).toEqual([])
  })
})
