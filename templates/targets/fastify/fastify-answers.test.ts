// Every way to answer in Fastify: the session is saved first, its cookie is on it, and a failed save is an error.
import { createServer, get } from 'node:http'
import { connect } from 'node:http2'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import cookies from '@fastify/cookie'
import fastify, { type FastifyInstance, type RouteHandlerMethod } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { listen } from './fastify.harness.ts'
import { sessions } from './fastify.ts'

let app: FastifyInstance
let store: Observation
const cleanups: (() => unknown)[] = []

beforeEach(() => {
  const backend = new MemoryBackend()
  store = observe(backend)
  app = fastify({ forceCloseConnections: true })
  app.register(sessions({ backend }))
  app.get('/read', (request) => ({ ...request.session }))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup()
  }
})

async function caller(): Promise<Caller> {
  const server = await listen(app)
  const calling = new Caller(server.url)
  cleanups.push(
    () => calling.close(),
    () => server.stop(),
  )
  return calling
}

/** A route that writes to the session, and then answers its way. */
function answer(handler: RouteHandlerMethod): void {
  app.get('/', { preHandler: async (request) => void (request.session['color'] = 'red') }, handler)
}

const answers: [string, RouteHandlerMethod][] = [
  ['a value that is returned', async () => 'body'],
  ['reply.send', (_request, reply) => void reply.send('body')],
  ['reply.send of an async handler', async (_request, reply) => void reply.send('body')],
  ['reply.send that is returned', async (_request, reply) => reply.send('body')],
  ['reply.send that is awaited', async (_request, reply) => await reply.send('body')],
  ['reply.send later', (_request, reply) => void setImmediate(() => reply.send('body'))],
  ['a buffer', async () => Buffer.from('body')],
  ['a stream', async () => Readable.from(['bo', 'dy'])],
  ['a stream of the Web', async () => new Blob(['body']).stream()],
  ['a Response', async () => new Response('body')],
  ['reply.raw', (_request, reply) => void reply.raw.end('body')],
  [
    'reply.hijack',
    (_request, reply) => {
      reply.hijack().raw.writeHead(200, { 'Content-Type': 'text/plain' }).write('bo')
      reply.raw.end('dy')
    },
  ],
]

describe('S-L4 case 29', () => {
  it.each(answers)('%s: the session is saved once, and its cookie is on the answer', async (_name, handler) => {
    answer(handler)
    const calling = await caller()
    const reply = await calling.get('/')
    expect(reply).toMatchObject({ status: 200, text: 'body' })
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toBe('Cookie')
    expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect((await calling.get('/read')).text).toBe('{"color":"red"}')
  })
})

describe('S-L5 case 60', () => {
  it.each(answers)('%s: where the session could not be saved, nothing of it leaves', async (_name, handler) => {
    answer(handler)
    store.fail('create', new SessionStoreError('The store is down'))
    const calling = await caller()
    const reply = await calling.get('/')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.text).not.toContain('bo')
    store.heal()
    expect((await calling.get('/read')).text).toBe('{}')
  })
})

describe('headers', () => {
  it('S-L11 S-L12 those of a Response go out beside the cookie, and a cache gets neither', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(201, { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': ['a=1', 'b=2'] }).end('from there')
    })
    await once(upstream.listen(0, '127.0.0.1'), 'listening')
    cleanups.push(() => upstream.close())
    answer(() => fetch(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`))
    const reply = await (await caller()).get('/')
    expect(reply).toMatchObject({ status: 201, text: 'from there' })
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('S-L11 cookies of @fastify/cookie go out beside it', async () => {
    app.register(cookies)
    answer((_request, reply) => void reply.setCookie('a', '1').setCookie('b', '2').send('body'))
    const reply = await (await caller()).get('/')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
  })

  it('S-L5 of an answer that failed to be saved, only what is not its own stays', async () => {
    app.addHook('onRequest', async (_request, reply) => void reply.header('access-control-allow-origin', '*'))
    answer((_request, reply) => void reply.header('etag', '"a"').header('location', '/').code(302).send())
    store.fail('create', new SessionStoreError('The store is down'))
    const { status, headers, text: body } = await (await caller()).get('/')
    expect(status).toBe(503)
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-length': String(body.length) })
    expect(headers).not.toHaveProperty('etag')
    expect(headers).not.toHaveProperty('location')
    expect(JSON.parse(body)).toEqual({ statusCode: 503, error: 'Service Unavailable', message: 'The store is down' })
  })

  it('S-L4 trailers go out behind the body', async () => {
    answer(
      (_request, reply) => void reply.trailer('checksum', (_reply, _payload, done) => done(null, 'abc')).send('body'),
    )
    await caller()
    const [response] = await once(get({ port: (app.server.address() as AddressInfo).port }), 'response')
    expect(await text(response)).toBe('body')
    expect(response.trailers).toEqual({ checksum: 'abc' })
    expect(response.headers['set-cookie']).toHaveLength(1)
  })
})

describe('errors', () => {
  it('S-L6 a stream that fails before it has sent anything: the error handler answers, with the cookie', async () => {
    app.setErrorHandler((error: Error, request, reply) => {
      request.session['error'] = error.message
      reply.code(502).send('sorry')
    })
    answer((_request, reply) => void reply.send(new Readable({ read: (): never => fail() })))
    const fail = (): never => {
      throw new Error('no such file')
    }
    const calling = await caller()
    const reply = await calling.get('/')
    expect(reply).toMatchObject({ status: 502, text: 'sorry' })
    expect(reply.setCookie).toHaveLength(1)
    expect(JSON.parse((await calling.get('/read')).text)).toEqual({ color: 'red', error: 'no such file' })
  })

  it('S-L6 an `onSend` that throws: what was written is saved once', async () => {
    app.addHook('onSend', async (_request, reply) => {
      if (reply.statusCode === 200) {
        throw new Error('onSend failed')
      }
    })
    answer(() => 'body')
    const reply = await (await caller()).get('/')
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('onSend failed')
    expect(reply.setCookie).toHaveLength(1)
    expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L5 hooks and handlers of errors see a failed save, each once', async () => {
    const seen: string[] = []
    app.addHook('onError', async (_request, _reply, error) => void seen.push(`hook: ${error.message}`))
    app.setErrorHandler(async (error: Error) => {
      seen.push(`handler: ${error.message}`)
      return 'sorry'
    })
    answer(() => 'body')
    store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await caller()).get('/')
    expect(reply.text).toBe('sorry')
    expect(seen).toEqual(['hook: The store is down', 'handler: The store is down'])
  })

  it('S-L5 what a backend throws that is no error is none of the body', async () => {
    store.fail('create', 'a secret' as unknown as Error)
    answer(() => 'body')
    const reply = await (await caller()).get('/')
    expect(reply.status).toBe(500)
    expect(JSON.parse(reply.text)).toMatchObject({ message: 'The session could not be saved' })
  })

  it('S-L5 who goes on writing to a dropped answer does not end the process', async () => {
    const crashes: Error[] = []
    const note = (error: Error): number => crashes.push(error)
    process.on('uncaughtException', note)
    cleanups.push(() => process.off('uncaughtException', note))
    const handled = new Promise<void>((resolve) => {
      answer(async (_request, reply) => {
        reply.hijack()
        for (let piece = 0; piece < 200; piece += 1) {
          reply.raw.write('piece')
          await Promise.resolve()
        }
        resolve()
      })
    })
    store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await caller()).get('/')
    await handled
    expect(reply).toMatchObject({ status: 503, text: '' })
    expect(crashes).toEqual([])
  })

  it('S-L5 the rest of a dropped stream does not get into the answer to its error', async () => {
    const page = Array.from({ length: 20 }, () => 'sorry '.repeat(10_000))
    app.setErrorHandler((_error, _request, reply) => reply.code(503).send(Readable.from(slowly(page))))
    answer(() => Readable.toWeb(Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(10_000, 'dropped ')))))
    store.fail('create', new SessionStoreError('The store is down'))
    const reply = await (await caller()).get('/')
    expect(reply.status).toBe(503)
    expect(reply.text.includes('dropped')).toBe(false)
    expect(reply.text.length).toBe(page.join('').length)
  })
})

async function* slowly(pieces: readonly string[]): AsyncGenerator<string> {
  for (const piece of pieces) {
    await new Promise((resolve) => void setImmediate(resolve))
    yield piece
  }
}

it('S-L4 over HTTP/2 too', async () => {
  const backend = new MemoryBackend()
  const server = fastify({ http2: true }).register(sessions({ backend }))
  server.get('/', (request) => {
    request.session['color'] = 'red'
    return 'body'
  })
  const client = connect(await server.listen({ host: '127.0.0.1', port: 0 }))
  const stream = client.request({ ':path': '/' })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers).toMatchObject({ ':status': 200, 'cache-control': 'no-store' })
  expect(headers['set-cookie']).toHaveLength(1)
  expect(await text(stream)).toBe('body')
  await new Promise<void>((resolve) => client.close(resolve))
  await server.close()
})
