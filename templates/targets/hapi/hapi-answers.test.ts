// Every way to answer in hapi: the session is saved first, its cookie is on it, and a failed save takes it back.
import { createReadStream } from 'node:fs'
import { once } from 'node:events'
import { createServer as createHttp2Server, connect } from 'node:http2'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Lifecycle } from '@hapi/hapi'
import { afterEach, describe, expect, it } from 'vitest'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { application, cleanUp, writing } from './hapi-app.harness.ts'

afterEach(cleanUp)

const read: Lifecycle.Method = (request) => ({ ...request.session })

const answers: [string, Lifecycle.Method][] = [
  ['a value that is returned', async () => 'body'],
  ['h.response', (_request, h) => h.response('body').type('text/plain')],
  ['a response that takes over', (_request, h) => h.response('body').takeover()],
  ['a buffer', () => Buffer.from('body')],
  ['a stream', (_request, h) => h.response(Readable.from(['bo', 'dy'], { objectMode: false }))],
  [
    'a response with processors of its own',
    (request) =>
      request.generateResponse(null, { variety: 'page', marshal: () => Promise.resolve('body'), prepare: undefined }),
  ],
  [
    'request.raw.res, and h.abandon',
    (request, h) => {
      request.raw.res.writeHead(200, { 'Content-Type': 'text/plain' }).write('bo')
      request.raw.res.end('dy')
      return h.abandon
    },
  ],
  [
    'h.close',
    (request, h) => {
      request.raw.res.write('body')
      return h.close
    },
  ],
]

describe('S-L4 case 29', () => {
  it.each(answers)('%s: the session is saved once, and its cookie is on the answer', async (_name, handler) => {
    const app = await application({ '/': writing(handler), '/read': read })
    const caller = await app.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 200, text: 'body' })
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toContain('Cookie')
    expect(app.store.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })
})

describe('S-L5 case 60', () => {
  it.each(answers)('%s: where the session could not be saved, nothing of it leaves', async (_name, handler) => {
    const app = await application({ '/': writing(handler), '/read': read })
    app.store.fail('create', new SessionStoreError('The store is down'))
    const caller = await app.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.text).not.toContain('bo')
    app.store.heal()
    expect((await caller.get('/read')).text).toBe('{}')
  })
})

describe('headers', () => {
  it('S-L11 cookies of h.state go out beside it, and so do those of the response', async () => {
    const app = await application({
      '/': writing((_request, h) => {
        h.state('a', '1')
        return h.response('body').state('b', '2').header('set-cookie', 'c=3', { append: true })
      }),
    })
    app.server.state('a', { isSecure: false, isSameSite: 'Lax' })
    const reply = await (await app.listen()).get('/')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['c', 'a', 'b', '__Host-session'])
  })

  it('S-L11 a cookie of autoValue goes out beside it', async () => {
    const app = await application({ '/': writing(() => 'body') })
    app.server.state('visit', { autoValue: () => Promise.resolve('first') })
    const reply = await (await app.listen()).get('/')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['visit', '__Host-session'])
  })

  it('S-L12 what a route says of caches does not hold for an answer with the cookie', async () => {
    const app = await application({ '/': () => 'body', '/write': writing(() => 'body') }, { routes: {} })
    app.server.route({
      method: 'GET',
      path: '/kept',
      options: { cache: { expiresIn: 60_000, privacy: 'public' } },
      handler: writing(() => 'body'),
    })
    const caller = await app.listen()
    expect((await caller.get('/write')).headers['cache-control']).toBe('no-store')
    expect((await caller.get('/kept', { cookie: null })).headers['cache-control']).toBe('no-store')
  })

  it('S-L12 beside an encoding, which hapi chooses late, the answer varies by both', async () => {
    const app = await application({ '/': writing(() => ({ long: 'x'.repeat(4000) })) })
    const reply = await (await app.listen()).get('/', { headers: { 'accept-encoding': 'gzip' } })
    expect(reply.headers['content-encoding']).toBe('gzip')
    expect(reply.headers.vary).toBe('accept-encoding, Cookie')
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L4 a range of a file, and an answer that has not been modified, carry the cookie', async () => {
    const file = fileURLToPath(import.meta.url)
    const app = await application({
      '/file': writing((_request, h) =>
        h
          .response(createReadStream(file, { end: 99 }))
          .bytes(100)
          .type('text/plain'),
      ),
      '/tag': writing((_request, h) => h.response('body').etag('one')),
    })
    const caller = await app.listen()
    const range = await caller.get('/file', { cookie: null, headers: { range: 'bytes=0-3' } })
    expect(range).toMatchObject({ status: 206, text: '// E' })
    expect(range.setCookie).toHaveLength(1)
    const tagged = await caller.get('/tag', { cookie: null, headers: { 'if-none-match': '"one"' } })
    expect(tagged).toMatchObject({ status: 304, text: '' })
    expect(tagged.setCookie).toHaveLength(1)
  })
})

it('S-L4 a request that is injected, without a socket, is answered alike', async () => {
  const { server, store } = await application({ '/': writing(() => 'body'), '/read': read })
  const first = await server.inject('/')
  expect(first).toMatchObject({ statusCode: 200, payload: 'body' })
  const [line = ''] = [first.headers['set-cookie'] ?? []].flat()
  const second = await server.inject({ url: '/read', headers: { cookie: line.split(';')[0] ?? '' } })
  expect(second.payload).toBe('{"color":"red"}')
  store.fail('create', new SessionStoreError('The store is down'))
  expect(await server.inject('/')).toMatchObject({ statusCode: 503 })
})

it('S-L4 over HTTP/2 too', async () => {
  const listener = createHttp2Server()
  const app = await application({ '/': writing(() => 'body') }, { listener: listener as never })
  const { url } = await app.listen().then(() => ({ url: app.server.info.uri }))
  const client = connect(url)
  const stream = client.request({ ':path': '/' })
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
  expect(headers).toMatchObject({ ':status': 200, 'cache-control': 'no-store' })
  expect(headers['set-cookie']).toHaveLength(1)
  expect(await text(stream)).toBe('body')
  await new Promise<void>((resolve) => client.close(resolve))
})
