// What becomes of errors on Koa: of the session, of middlewares, and of what goes past Koa to the response itself.
import type Koa from 'koa'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe, type Observation } from '../../contracts/observed-backend.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { application, byPath, callerOf, cleanUp } from './koa-app.harness.ts'
import { sessions } from './koa.ts'

afterEach(cleanUp)

/** The custom in Koa: a middleware before all others turns errors into answers. */
const answerErrors: Koa.Middleware = async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    ctx.status = (error as { statusCode?: number }).statusCode ?? 500
    ctx.body = { error: (error as Error).message }
  }
}

function downStore(operation: 'create' | 'get'): { backend: MemoryBackend; store: Observation } {
  const backend = new MemoryBackend()
  const store = observe(backend)
  store.fail(operation, new SessionStoreError('The store is down'))
  return { backend, store }
}

describe('a session that cannot be saved', () => {
  const write = (ctx: Koa.Context): string => {
    ctx.session['color'] = 'red'
    ctx.set({ Location: '/welcome', ETag: '"1"', 'X-Frame-Options': 'DENY' })
    ctx.status = 201
    return 'you are in'
  }

  it('S-L5 is an error for the middlewares before: nothing of the answer goes out, and no cookie', async () => {
    const { backend, store } = downStore('create')
    const caller = await callerOf(application(answerErrors, sessions({ backend }), byPath({ '/': write })))
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 503, text: '{"error":"The store is down"}', setCookie: [] })
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-frame-options': 'DENY',
    })
    expect(reply.headers).not.toHaveProperty('location')
    expect(reply.headers).not.toHaveProperty('etag')
    // The answer to the error did not ask the store again.
    expect(store.calls.map(({ operation: asked }) => asked)).toEqual(['create'])
  })

  it('S-L5 with nobody to answer it, Koa does, and tells `error`', async () => {
    const { backend } = downStore('create')
    const app = application(sessions({ backend }), byPath({ '/': write }))
    const told: unknown[] = []
    app.on('error', ({ message }: Error) => told.push(message))
    const reply = await (await callerOf(app)).get('/')
    expect(reply).toMatchObject({ status: 503, text: 'Service Unavailable', setCookie: [] })
    expect(told).toEqual(['The store is down'])
  })

  it('S-L5 whoever swallows the error does not make a success of it', async () => {
    const { backend } = downStore('create')
    const swallow: Koa.Middleware = (_ctx, next) => next().catch(() => {})
    const caller = await callerOf(application(swallow, sessions({ backend }), byPath({ '/': write })))
    expect(await caller.get('/')).toMatchObject({ status: 500, text: '', setCookie: [] })
  })

  it.each([
    ['a stream of the web', () => new Blob(['you are in']).stream()],
    ['a Response', () => new Response('you are in', { headers: { Location: '/welcome' } })],
    ['JSON', () => ({ you: 'are in' })],
  ])('S-L5 %s is taken back as well', async (_what, body) => {
    const { backend } = downStore('create')
    const caller = await callerOf(
      application(
        answerErrors,
        sessions({ backend }),
        byPath({
          '/'(ctx) {
            ctx.session['color'] = 'red'
            return body()
          },
        }),
      ),
    )
    const reply = await caller.get('/')
    expect(reply).toMatchObject({ status: 503, text: '{"error":"The store is down"}', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
  })

  it('S-L5 where the answer went past Koa, Koa answers the error', async () => {
    const { backend } = downStore('create')
    const app = application(sessions({ backend }), (ctx) => {
      ctx.respond = false
      ctx.session['color'] = 'red'
      ctx.res.writeHead(200, { Location: '/welcome' }).end('you are in')
    })
    const reply = await (await callerOf(app)).get('/')
    expect(reply).toMatchObject({ status: 503, text: 'Service Unavailable', setCookie: [] })
    expect(reply.headers).not.toHaveProperty('location')
  })
})

describe('a middleware that throws', () => {
  it.each([
    ['answered by a middleware', [answerErrors]],
    ['answered by Koa, which takes every header off', []],
  ])('S-L6 has written what it has written, and the cookie is on the answer: %s', async (_how, before) => {
    const caller = await callerOf(
      application(
        ...before,
        sessions({ backend: new MemoryBackend() }),
        byPath({
          '/fail'(ctx) {
            ctx.session['color'] = 'red'
            throw new Error('boom')
          },
          '/read': (ctx) => ({ ...ctx.session }),
        }),
      ),
    )
    const reply = await caller.get('/fail')
    expect(reply.status).toBe(500)
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L6 whoever answers the error can still write', async () => {
    const app = application(
      async (ctx, next) => {
        await next().catch((error: Error) => {
          ctx.session['note'] = error.message
          ctx.body = { ...ctx.session }
        })
      },
      sessions({ backend: new MemoryBackend() }),
      byPath({
        '/': () => {
          throw new Error('boom')
        },
      }),
    )
    const caller = await callerOf(app)
    expect((await caller.get('/')).setCookie).toHaveLength(1)
    expect((await caller.get('/')).text).toBe('{"note":"boom"}')
  })
})

it('S-B1 a store that does not answer: 503, and no handler runs', async () => {
  const { backend, store } = downStore('get')
  store.heal()
  let calls = 0
  const caller = await callerOf(
    application(
      answerErrors,
      sessions({ backend }),
      byPath({
        '/'(ctx) {
          calls += 1
          ctx.session['color'] = 'red'
        },
      }),
    ),
  )
  await caller.get('/')
  store.fail('get', new SessionStoreError('The store is down'))
  expect(await caller.get('/')).toMatchObject({ status: 503, text: '{"error":"The store is down"}', setCookie: [] })
  expect(calls).toBe(1)
})

it('S-L10 a write behind the session middleware, once it has saved, is an error where it is made', async () => {
  let late: unknown
  const app = application(
    async (ctx, next) => {
      await next()
      try {
        ctx.session['late'] = 1
      } catch (error) {
        late = error
      }
    },
    sessions({ backend: new MemoryBackend() }),
    byPath({ '/': () => 'hello' }),
  )
  await (await callerOf(app)).get('/')
  expect(late).toBeInstanceOf(TypeError)
})

it('S-L4 a body that is a stream, and an answer past Koa, wait for the session', async () => {
  const app = application(
    sessions({ backend: new MemoryBackend() }),
    byPath({
      '/stream'(ctx) {
        ctx.session['visits'] = Number(ctx.session['visits'] ?? 0) + 1
        return new Blob(['one two']).stream()
      },
      '/raw'(ctx) {
        ctx.respond = false
        ctx.session['visits'] = Number(ctx.session['visits'] ?? 0) + 1
        ctx.res.writeHead(200, { 'Content-Type': 'text/plain' }).end('raw')
      },
      '/read': (ctx) => ({ ...ctx.session }),
    }),
  )
  const caller = await callerOf(app)
  expect(await caller.get('/stream')).toMatchObject({ status: 200, text: 'one two' })
  expect(await caller.get('/raw')).toMatchObject({ status: 200, text: 'raw' })
  expect((await caller.get('/read')).text).toBe('{"visits":2}')
})

describe('a middleware before the sessions, once they are saved', () => {
  it.each([
    ['what is private', '/write', 'no-store', 1],
    ['what anybody may have', '/', 'public, max-age=60', 0],
  ])('S-L12 cannot put into caches what carries the cookie: %s', async (_what, path, cacheControl, cookies) => {
    const app = application(
      async (ctx, next) => {
        await next()
        ctx.set('Cache-Control', 'public, max-age=60')
      },
      sessions({ backend: new MemoryBackend() }),
      byPath({ '/write': (ctx) => void (ctx.session['a'] = 1), '/': () => 'hello' }),
    )
    const reply = await (await callerOf(app)).get(path)
    expect(reply.headers['cache-control']).toBe(cacheControl)
    expect(reply.setCookie).toHaveLength(cookies)
  })

  it('S-L12 makes what it answers vary by the cookie, where it looks at the session', async () => {
    const app = application(
      async (ctx, next) => {
        await next()
        ctx.set('Vary', 'Accept')
        ctx.body = `Hello ${ctx.session['user'] ?? 'stranger'}`
      },
      sessions({ backend: new MemoryBackend() }),
      byPath({ '/': () => 'hello' }),
    )
    const reply = await (await callerOf(app)).get('/')
    expect(reply.text).toBe('Hello stranger')
    expect(reply.headers.vary).toBe('Accept, Cookie')
  })
})

it('S-T1 a second copy of the middleware leaves the session to the first', async () => {
  const backend = new MemoryBackend()
  const store = observe(backend)
  const session = sessions({ backend })
  const caller = await callerOf(application(session, session, byPath({ '/': (ctx) => void (ctx.session['a'] = 1) })))
  expect((await caller.get('/')).setCookie).toHaveLength(1)
  expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
})
