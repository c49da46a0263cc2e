// Errors on hapi: of handlers, extensions and responses, whose answers carry the session, and of the session itself.
import { Readable } from 'node:stream'
import type { Lifecycle } from '@hapi/hapi'
import { afterEach, describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { requireRecentAuth } from '../../runtime/recent-auth.ts'
import { application, callerOf, cleanUp, writing } from './hapi-app.harness.ts'
import { createServer } from './hapi.harness.ts'
import { sessions } from './hapi.ts'

afterEach(cleanUp)

const down = (): SessionStoreError => new SessionStoreError('The store is down')
const read: Lifecycle.Method = (request) => ({ ...request.session })

/** As hapi's applications answer errors. */
const answerErrors: Lifecycle.Method = ({ response }, h) =>
  response instanceof Error ? h.response({ page: response.message }).code(response.output.statusCode) : h.continue

describe('a session that cannot be saved', () => {
  it('S-L5 is an error for `onPreResponse`: nothing of the answer goes out, and no cookie', async () => {
    const app = await application({
      '/': writing((_request, h) =>
        h.response('you are in').code(201).location('/welcome').etag('1').header('x-a', 'b'),
      ),
      '/read': read,
    })
    app.server.ext('onPreResponse', answerErrors)
    app.store.fail('create', down())
    const caller = await app.listen()
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 503, text: '{"page":"The store is down"}', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
    expect(reply.headers).not.toHaveProperty('etag')
    expect(reply.headers).not.toHaveProperty('x-a')
    // The answer to the error did not ask the store again.
    expect(app.store.calls.map(({ operation }) => operation)).toEqual(['create'])
    app.store.heal()
    expect((await caller.get('/read')).text).toBe('{}')
  })

  it('S-L5 without an extension hapi answers, with the status of the error', async () => {
    const app = await application({ '/': writing(() => 'body') })
    app.store.fail('create', down())
    const reply = await (await app.listen()).get('/')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(JSON.parse(reply.text)).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'The store is down',
    })
  })

  it('S-L5 what else a backend throws says nothing of itself', async () => {
    for (const thrown of ['a secret', new Error('a secret'), new TypeError('a secret')]) {
      const app = await application({ '/': writing(() => 'body') })
      app.store.fail('create', thrown as Error)
      const reply = await (await app.listen()).get('/')
      expect(reply).toMatchObject({ status: 500, setCookie: [] })
      expect(reply.text).not.toContain('secret')
    }
  })

  it('S-L5 where hapi has answered already, the status alone goes out, and the error is logged', async () => {
    const app = await application({
      '/': writing((_request, h) => h.redirect('/elsewhere').takeover()),
    })
    const logged: unknown[] = []
    app.server.events.on({ name: 'request', channels: 'app' }, (_request, event) => logged.push(event.error))
    const error = down()
    app.store.fail('create', error)
    const reply = await (await app.listen()).get('/')
    expect(reply).toMatchObject({ status: 503, text: 'Service Unavailable', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
    expect(logged).toEqual([error])
  })

  it('S-L5 the rest of a dropped stream does not get into the answer to its error', async () => {
    let pieces = 0
    const app = await application({
      '/': writing((_request, h) =>
        h
          .response(
            new Readable({
              read() {
                pieces += 1
                this.push(pieces < 200 ? 'dropped '.repeat(1000) : null)
              },
            }),
          )
          .takeover(),
      ),
    })
    app.store.fail('create', down())
    const reply = await (await app.listen()).get('/')
    expect(reply).toMatchObject({ status: 503, text: 'Service Unavailable' })
  })

  it('S-L5 a renewal that fails lets no answer out', async () => {
    let time = Date.UTC(2030, 0, 1)
    const backend = new MemoryBackend(() => time)
    const store = observe(backend)
    const server = createServer()
    await server.register(sessions({ backend }))
    server.route({ method: 'GET', path: '/write', handler: writing(() => 'body') })
    server.route({ method: 'GET', path: '/', handler: () => 'body' })
    const caller = await callerOf(server)
    await caller.get('/write')
    time += 13 * 24 * 60 * 60 * 1000
    store.fail('touch', down())
    expect(await caller.get('/')).toMatchObject({ status: 503, setCookie: [] })
  })
})

describe('errors that are thrown', () => {
  it('S-L6 an answer that cannot be marshalled: the error goes out, with the cookie', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const app = await application({ '/': writing(() => circular), '/read': read })
    const caller = await app.listen()
    const reply = await caller.get('/')
    expect(reply.status).toBe(500)
    expect(reply.setCookie).toHaveLength(1)
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L6 an extension that throws behind the handler: what was written is saved once', async () => {
    const app = await application({ '/': writing(() => 'body') })
    app.server.ext('onPreResponse', () => {
      throw new Error('no page')
    })
    const reply = await (await app.listen()).get('/')
    expect(reply.status).toBe(500)
    expect(reply.setCookie).toHaveLength(1)
    expect(app.store.calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L6 what `onPreResponse` writes is saved: the messages of a page are read there', async () => {
    const app = await application({ '/': writing(() => 'body'), '/read': read })
    app.server.ext('onPreResponse', (request, h) => {
      request.session['pages'] = Number(request.session['pages'] ?? 0) + 1
      return h.continue
    })
    const caller = await app.listen()
    await caller.get('/')
    await caller.get('/nowhere')
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ color: 'red', pages: 2 })
  })

  it('S-L6 an extension that gives another answer does not take the cookie away', async () => {
    const app = await application({ '/': writing(() => 'body') })
    app.server.ext('onPreResponse', (_request, h) => h.response('another'))
    const reply = await (await app.listen()).get('/')
    expect(reply).toMatchObject({ status: 200, text: 'another' })
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L5 errors of sessions have their status, those of the application the one that hapi gives', async () => {
    const app = await application({
      '/store'() {
        throw down()
      },
      '/recent'(request) {
        requireRecentAuth(request.session)
        return 'done'
      },
      '/own'() {
        throw Object.assign(new Error('not found there'), { statusCode: 404 })
      },
    })
    const caller = await app.listen()
    expect((await caller.get('/store')).status).toBe(503)
    expect((await caller.get('/recent')).status).toBe(403)
    expect((await caller.get('/own')).status).toBe(500)
  })
})

it('S-B1 a store that does not answer: 503, and no handler runs, nor a scheme of authentication', async () => {
  const calls: string[] = []
  const app = await application({
    '/': writing(() => {
      calls.push('handler')
      return 'body'
    }),
  })
  app.server.ext('onPreResponse', answerErrors)
  const caller = await app.listen()
  await caller.get('/')
  app.store.fail('get', down())
  expect(await caller.get('/')).toMatchObject({ status: 503, text: '{"page":"The store is down"}', setCookie: [] })
  // Where no route is, there is no `onPreAuth`.
  const nowhere = await caller.get('/nowhere')
  expect(nowhere).toMatchObject({ status: 503, setCookie: [] })
  expect(JSON.parse(nowhere.text)).toMatchObject({ statusCode: 503, message: 'The store is down' })
  expect(calls).toEqual(['handler'])
})
