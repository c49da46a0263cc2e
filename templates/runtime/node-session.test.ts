// When the response of a request to a Node server waits for the session.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../backends/memory/memory-backend.ts'
import { PLAIN_REQUEST } from '../contracts/request-source.ts'
import type { Connection } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import { accessSession, loadForResponse } from './node-session.ts'

const SENDERS = ['writeHead', 'flushHeaders', 'write', 'end']

const cleanups: (() => void)[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  cleanups.splice(0).forEach((cleanup) => cleanup())
})

describe('S-L4', () => {
  it('a response stays as Node made it where no handler looks at the session', async () => {
    let names: readonly string[] = []
    const url = await serve((_connection, response) => {
      response.end('x')
      names = SENDERS.filter((name) => Object.hasOwn(response, name))
    })
    const response = await fetch(url)
    expect(names).toEqual([])
    expect(response.headers.get('vary')).toBeNull()
  })

  it('from the first look on its head is held, once', async () => {
    let held: readonly boolean[] = []
    const url = await serve((connection, response) => {
      accessSession(connection)
      const { end } = response
      accessSession(connection)
      held = [Object.hasOwn(response, 'end'), response.end === end]
      response.end('x')
    })
    const response = await fetch(url)
    expect(held).toEqual([true, true])
    expect(response.headers.get('vary')).toBe('Cookie')
  })

  it('a session that has to move moves though nobody looks at it', async () => {
    let now = Date.now()
    const backend = new MemoryBackend(() => now)
    const url = await serve((connection, response, request) => {
      if (request.url === '/write') {
        Object.assign(accessSession(connection), { color: 'red' })
      }
      response.end('x')
    }, backend)
    const [first = ''] = (await fetch(`${url}/write`)).headers.getSetCookie()
    const cookie = first.split(';')[0] ?? ''
    const again = async (): Promise<readonly string[]> =>
      (await fetch(url, { headers: { cookie } })).headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    expect(await again()).toEqual([])
    now += 8 * 24 * 60 * 60 * 1000
    expect(await again()).toEqual([cookie])
    expect(await again()).toEqual([])
  })
})

describe('the first look while the head is being written', () => {
  /** As on-headers does it, behind us. */
  const atHead = (response: ServerResponse, listener: () => void): void => {
    const { writeHead } = response
    response.writeHead = ((...args: [number]) => {
      listener()
      return writeHead.apply(response, args)
    }) as typeof writeHead
  }

  it.each([
    ['in one piece', ['x']],
    ['in pieces', ['x', 'y', 'z']],
  ])('S-L4 reads the session, and the answer goes out as it is: %s', async (_, pieces) => {
    const seen: unknown[] = []
    const url = await serve((connection, response) => {
      atHead(response, () => seen.push(accessSession(connection).isNew))
      pieces.slice(1).forEach((piece) => response.write(piece))
      response.end(pieces[0])
    })
    expect(await (await fetch(url)).text()).toBe([...pieces.slice(1), pieces[0]].join(''))
    expect(seen).toEqual([true])
  })

  it.each(['production', 'development'])('S-L10 what it writes is reported, in %s too', async (environment) => {
    vi.stubEnv('NODE_ENV', environment)
    const url = await serve((connection, response) => {
      atHead(response, () => Object.assign(accessSession(connection), { late: 1 }))
      response.end('x')
    })
    const warned = once(process, 'warning')
    expect((await fetch(url)).headers.getSetCookie()).toEqual([])
    expect(((await warned) as [Error])[0].name).toBe('SessionLateWriteWarning')
  })
})

async function serve(
  handler: (connection: Connection, response: ServerResponse, request: IncomingMessage) => void,
  backend = new MemoryBackend(),
): Promise<string> {
  const middleware = new SessionMiddleware(backend)
  const server = createServer(async (request, response) => {
    const connection: Connection = {
      scope: 'http',
      path: '/',
      cookieHeader: request.headers.cookie ?? null,
      secure: true,
      source: PLAIN_REQUEST,
      excluded: null,
      session: null,
      accessed: false,
      headSent: false,
    }
    await loadForResponse(middleware, connection, response, (error) => response.destroy(error as Error))
    handler(connection, response, request)
  })
  cleanups.push(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
