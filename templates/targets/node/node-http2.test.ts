// The compatibility API of node:http2: other fields than HTTP/1.1 has, no reason phrase, several requests on one connection.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from 'node:http2'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { get } from 'node:https'
import { connect as connectSocket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { createCertificate, missingOpenssl } from '../../contracts/redis-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { listen } from './node.harness.ts'
import { atTheEnd, cleanUp } from './node-servers.harness.ts'

Object.assign(spec, {
  csrf: true,
  excludes: true,
  exclude: /^\/health$/,
  secure: 'auto',
  cookieName: 'session',
  attributes: 'HttpOnly; Path=/; SameSite=Lax',
})
const { MemoryBackend } = await import('../../backends/memory/memory-backend.ts')
const { sessions } = await import('./node.ts')

afterEach(cleanUp)

type Handle = (request: Http2ServerRequest, response: Http2ServerResponse) => unknown

interface Reply {
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader
  readonly setCookie: readonly string[]
  readonly body: string
}

async function connectTo(handle: Handle, backend = new MemoryBackend()): Promise<ClientHttp2Session> {
  const { url, stop } = await listen(createServer(sessions({ backend })(handle, answerError)))
  const client = connect(url)
  atTheEnd(async () => {
    await new Promise<void>((resolve) => client.close(resolve))
    await stop()
  })
  return client
}

async function ask(client: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): Promise<Reply> {
  const stream = client.request({ ':path': '/', ...headers })
  const [received] = (await once(stream, 'response')) as [Reply['headers']]
  return { headers: received, setCookie: received['set-cookie'] ?? [], body: await text(stream) }
}

function answerError(error: unknown, _request: Http2ServerRequest, response: Http2ServerResponse): void {
  const { statusCode = 500, message } = error as Error & { statusCode?: number }
  response.writeHead(statusCode).end(message)
}

const count: Handle = (request, response) => {
  request.session['visits'] = Number(request.session['visits'] ?? 0) + 1
  response.end(JSON.stringify(request.session))
}

describe('HTTP/2', () => {
  it('S-L4 a session is begun and found again, by a cookie that comes in several fields', async () => {
    const client = await connectTo(count)
    const first = await ask(client)
    expect(first.setCookie).toHaveLength(1)
    expect(first.headers).toMatchObject({ ':status': 200, vary: 'Cookie', 'cache-control': 'no-store' })
    const own = first.setCookie[0]?.split(';')[0] ?? ''
    expect((await ask(client, { cookie: ['a=b', own, 'c=d'] })).body).toBe('{"visits":2}')
    expect((await ask(client, { cookie: [own, own] })).body).toBe('{"visits":1}')
  })

  it('S-L15 requests that share a connection share no session, and write in any order', async () => {
    const client = await connectTo(count)
    const cookieOf = async (): Promise<string> => (await ask(client)).setCookie[0]?.split(';')[0] ?? ''
    const cookies = [await cookieOf(), await cookieOf()]
    await Promise.all(Array.from({ length: 20 }, (_, at) => ask(client, { cookie: cookies[at % 2] })))
    const bodies = await Promise.all(cookies.map(async (cookie) => (await ask(client, { cookie })).body))
    expect(bodies.map((body) => (JSON.parse(body) as { visits: number }).visits > 1)).toEqual([true, true])
    expect(new Set(cookies).size).toBe(2)
  })

  it.each<[string, Handle, object, string]>([
    [
      'a status and headers',
      (_request, response) => response.writeHead(201, { 'x-a': '1' }).end('made'),
      { ':status': 201, 'x-a': '1' },
      'made',
    ],
    [
      'a redirect',
      (_request, response) => response.writeHead(303, { location: '/' }).end(),
      { ':status': 303, location: '/' },
      '',
    ],
    [
      'flushed headers',
      (_request, response) => [(response as unknown as ServerResponse).flushHeaders(), response.end('later')],
      { ':status': 200 },
      'later',
    ],
    [
      'a stream',
      (_request, response) => pipeline(Readable.from(['one ', 'two']), response),
      { ':status': 200 },
      'one two',
    ],
    [
      'a body of its own length',
      (_request, response) => [response.setHeader('content-length', 5), response.end('hello')],
      { 'content-length': '5' },
      'hello',
    ],
  ])('S-L4 %s: the head has the cookie, and Node warns of nothing', async (_what, answer, headers, body) => {
    const warnings: Error[] = []
    const warn = (warning: Error): void => void warnings.push(warning)
    process.on('warning', warn)
    atTheEnd(() => process.off('warning', warn))
    const client = await connectTo((request, response) => {
      request.session['visited'] = true
      return answer(request, response)
    })
    const reply = await ask(client)
    expect(reply).toMatchObject({ headers, body })
    expect(reply.setCookie).toHaveLength(1)
    expect(warnings).toEqual([])
  })

  it('S-L4 an answer to HEAD has the cookie, and no body', async () => {
    const client = await connectTo((request, response) => {
      request.session['visited'] = true
      response.end('hello')
    })
    const reply = await ask(client, { ':method': 'HEAD' })
    expect(reply.body).toBe('')
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L5 a failed save: the answer is taken back, and another is given', async () => {
    const backend = new MemoryBackend()
    observe(backend).fail('create', new Error('The store is down'))
    const client = await connectTo((request, response) => {
      request.session['visited'] = true
      response.writeHead(302, { location: '/welcome' }).end('hello')
    }, backend)
    const reply = await ask(client)
    expect(reply).toMatchObject({ headers: { ':status': 500 }, body: 'The store is down', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
  })

  it('S-O1 the host of a request is its :authority, whatever a Host header says', async () => {
    const client = await connectTo(count)
    const posted = async (headers: OutgoingHttpHeaders): Promise<number | undefined> =>
      (await ask(client, { ':method': 'POST', ':authority': 'shop.test', ...headers })).headers[':status']
    expect(await posted({ origin: 'https://shop.test' })).toBe(200)
    expect(await posted({ origin: 'https://evil.test' })).toBe(403)
    expect(await posted({ origin: 'https://evil.test', host: 'evil.test' })).toBe(403)
    expect(await posted({ origin: 'https://shop.test', 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  it('S-L2 the path of a request is its :path, without the query', async () => {
    const client = await connectTo((request, response) => {
      response.end(request.session.isNew ? 'a session' : 'none')
    })
    expect((await ask(client)).body).toBe('a session')
    expect((await ask(client, { ':path': '/health?full=1' })).headers[':status']).toBe(500)
    expect((await ask(client, { ':path': '/other?x=/health' })).body).toBe('a session')
  })

  it('S-P3 without TLS no cookie is secure, whatever is forwarded', async () => {
    const client = await connectTo(count)
    expect((await ask(client, { 'x-forwarded-proto': 'https' })).setCookie[0]).not.toContain('Secure')
  })

  it('S-L4 a reason phrase does not go out, and it is Node that says so', async () => {
    const warned = once(process, 'warning')
    const client = await connectTo((request, response) => {
      request.session['visited'] = true
      response.writeHead(404, 'Gone').end()
    })
    const reply = await ask(client)
    expect(reply.headers[':status']).toBe(404)
    expect(reply.setCookie).toHaveLength(1)
    expect(((await warned) as [Error])[0].message).toContain('Status message is not supported')
  })

  it('S-L10 who hangs up while the session is saved does no harm', async () => {
    const backend = new MemoryBackend()
    const store = observe(backend)
    const client = await connectTo(count, backend)
    const saving = new Promise<void>((resolve) => {
      store.delay('create', async () => {
        resolve()
        await new Promise((goOn) => setTimeout(goOn, 20))
      })
    })
    const stream = client.request({ ':path': '/' }).on('error', () => {})
    await saving
    stream.destroy()
    store.heal()
    expect((await ask(client)).setCookie).toHaveLength(1)
  })
})

it('S-O1 over HTTP/1.1 no field of that name comes through', async () => {
  const { url, stop } = await listen(createHttpServer((_request, response) => response.end()))
  atTheEnd(stop)
  const socket = connectSocket(Number(new URL(url).port), '127.0.0.1')
  socket.end('GET / HTTP/1.1\r\nHost: shop.test\r\n:authority: evil.test\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1.1 400 /)
})

describeWith(missingOpenssl, 'TLS', () => {
  it('S-P3 S-L4 one server, both versions: each request has its session, by a secure cookie', async () => {
    const { authority, key, remove } = createCertificate()
    const ca = readFileSync(authority)
    const server = createSecureServer(
      { allowHTTP1: true, cert: ca, key: readFileSync(key) },
      sessions({ backend: new MemoryBackend() })(count),
    )
    const running = await listen(server)
    const url = running.url.replace('http:', 'https:')
    const client = connect(url, { ca })
    const reply = await ask(client)
    expect(reply.setCookie[0]).toMatch(/^session=.*; SameSite=Lax; Secure$/)
    const cookie = reply.setCookie[0]?.split(';')[0]
    const [response] = (await once(get(url, { ca, headers: { cookie }, agent: false }), 'response')) as [
      IncomingMessage,
    ]
    expect(response.httpVersion).toBe('1.1')
    expect(await text(response)).toBe('{"visits":2}')
    await new Promise<void>((resolve) => client.close(resolve))
    await running.stop()
    remove()
  })
})
