// Every way to answer in Fastify: the session is saved first, its cookie is on it, and a failed save takes it back.
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import cookies from '@fastify/cookie'
import fastify, { type RouteHandlerMethod } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { type AnsweringApp, createAnsweringApp } from './answering-app.harness.ts'
import { sessions } from './fastify.ts'

let running: AnsweringApp
beforeEach(() => {
  running = createAnsweringApp()
})
afterEach(() => running.close())

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
    running.answer(handler)
    const caller = await running.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 200, text: 'body' })
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toBe('Cookie')
    expect(running.store.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })
})

describe('S-L5 case 60', () => {
  it.each(answers)('%s: where the session could not be saved, nothing of it leaves', async (_name, handler) => {
    running.answer(handler)
    running.store.fail('create', new SessionStoreError('The store is down'))
    const caller = await running.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.text).not.toContain('bo')
    running.store.heal()
    expect((await caller.get('/read')).text).toBe('{}')
  })
})

describe('headers', () => {
  it('S-L11 S-L12 those of a Response go out beside the cookie, and a cache gets neither', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(201, { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': ['a=1', 'b=2'] }).end('from there')
    })
    await once(upstream.listen(0, '127.0.0.1'), 'listening')
    running.answer(() => fetch(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`))
    const reply = await (await running.listen()).get('/')
    expect(reply).toMatchObject({ status: 201, text: 'from there' })
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
    expect(reply.headers['cache-control']).toBe('no-store')
    upstream.close()
  })

  it('S-L11 cookies of @fastify/cookie go out beside it', async () => {
    running.app.register(cookies)
    running.answer((_request, reply) => void reply.setCookie('a', '1').setCookie('b', '2').send('body'))
    const reply = await (await running.listen()).get('/')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['a', 'b', '__Host-session'])
  })

  it('S-L5 of an answer that failed to be saved, only what is not its own stays', async () => {
    running.app.addHook('onRequest', async (_request, reply) => void reply.header('access-control-allow-origin', '*'))
    running.answer((_request, reply) => void reply.header('etag', '"a"').header('location', '/').code(302).send())
    running.store.fail('create', new SessionStoreError('The store is down'))
    const { status, headers, text: body } = await (await running.listen()).get('/')
    expect(status).toBe(503)
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', 'content-length': String(body.length) })
    expect(headers).not.toHaveProperty('etag')
    expect(headers).not.toHaveProperty('location')
    expect(JSON.parse(body)).toEqual({ statusCode: 503, error: 'Service Unavailable', message: 'The store is down' })
  })

  it('S-L4 trailers go out behind the body', async () => {
    running.answer(
      (_request, reply) => void reply.trailer('checksum', (_reply, _payload, done) => done(null, 'abc')).send('body'),
    )
    await running.listen()
    const [response] = await once(
      get({ host: '127.0.0.1', port: (running.app.server.address() as AddressInfo).port }),
      'response',
    )
    expect(await text(response)).toBe('body')
    expect(response.trailers).toEqual({ checksum: 'abc' })
    expect(response.headers['set-cookie']).toHaveLength(1)
  })
})

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
