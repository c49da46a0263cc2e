// Errors of handlers and of the store, as h3's error handling gets them: its hook, its middlewares, and its own answer.
import { application, callerOf } from './h3-application.harness.ts'
import { type H3, handleCors, HTTPError, onError, redirect, setCookie } from 'h3'
import { describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

const EMPTY = new Response(null, { status: 500 })

/** Writes, and fails. */
function addFailing(app: H3, error: unknown = new Error('boom')): void {
  app.get('/fail', (event) => {
    event.context.session['color'] = 'red'
    throw error
  })
}

const names = (lines: readonly string[]): string[] => lines.map((line) => line.split('=')[0] ?? '')

describe('S-L6 the cookie is on the answer to an error', () => {
  it('that h3 gives itself', async () => {
    const { app } = application()
    addFailing(app)
    const caller = await callerOf(app)
    const reply = await caller.get('/fail')
    expect(reply.status).toBe(500)
    expect(reply.text).not.toContain('boom')
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' })
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('of h3, beside its headers and those that are staged for errors', async () => {
    const { app } = application({}, (event) => void event.res.errHeaders.append('Set-Cookie', 'own=1'))
    addFailing(app, new HTTPError({ status: 409, message: 'taken', headers: { 'X-Error': 'yes', Vary: 'Accept' } }))
    const reply = await (await callerOf(app)).get('/fail')
    expect(reply).toMatchObject({ status: 409, headers: { 'x-error': 'yes' } })
    expect(names(reply.setCookie)).toEqual(['own', spec.cookieName])
    expect(JSON.parse(reply.text)).toMatchObject({ message: 'taken' })
  })

  it.each([
    ['a value', () => ({ sorry: true }), 200],
    ['a response', () => new Response('sorry', { status: 503 }), 503],
    ['a response that says well done', () => new Response('fine', { status: 200 }), 200],
    ['a redirect', () => redirect('/login'), 302],
    ['nothing', () => undefined, 500],
  ])('that the hook `onError` gives: %s', async (_what, answer, status) => {
    const { app } = application({ onError: () => answer() })
    addFailing(app)
    const caller = await callerOf(app)
    const reply = await caller.get('/fail')
    expect(reply.status).toBe(status)
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it.each([
    ['a value', () => ({ sorry: true }), 200],
    ['a response', () => new Response('sorry', { status: 503 }), 503],
    ['a response that says well done', () => new Response('fine', { status: 200 }), 200],
    ['nothing', () => undefined, 500],
  ])('that a middleware before the sessions gives: %s', async (_what, answer, status) => {
    const seen: string[] = []
    const { app } = application(
      {},
      onError((error) => {
        seen.push(String((error.cause as Error).message))
        return answer()
      }),
    )
    addFailing(app)
    const caller = await callerOf(app)
    const reply = await caller.get('/fail')
    expect(seen).toEqual(['boom'])
    expect(reply.status).toBe(status)
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' })
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('that a middleware behind the sessions gives, with what it writes', async () => {
    const { app } = application()
    app.use(
      onError((error, event) => {
        event.context.session['note'] = String((error.cause as Error).message)
        return 'sorry'
      }),
    )
    addFailing(app)
    const caller = await callerOf(app)
    expect(await caller.get('/fail')).toMatchObject({ status: 200, text: 'sorry' })
    expect((await caller.get('/read')).text).toBe('{"color":"red","note":"boom"}')
  })

  it('that goes to others too: the response of the application does not carry the cookie of one', async () => {
    const { app } = application({ onError: () => EMPTY })
    addFailing(app)
    const caller = await callerOf(app)
    expect((await caller.get('/fail')).setCookie).toHaveLength(1)
    expect(EMPTY.headers.getSetCookie()).toEqual([])
    expect((await caller.get('/no/such/route', { cookie: null })).setCookie).toEqual([])
  })

  it('that is returned, or stands for a route that is not there', async () => {
    const { app } = application({}, (event) => void event.res.headers.set('X-Before', 'yes'))
    app.use((event) => void (event.context.session['color'] = 'red'))
    app.get('/returned', () => HTTPError.status(418))
    for (const [path, status] of [
      ['/returned', 418],
      ['/no/such/route', 404],
    ] as const) {
      const reply = await (await callerOf(app)).get(path)
      expect(reply.status).toBe(status)
      expect(names(reply.setCookie)).toEqual([spec.cookieName])
    }
  })

  it('that h3 makes by the settings of the application, whose hook `onResponse` sees it once', async () => {
    const seen: number[] = []
    const { app } = application({
      debug: true,
      onResponse: (response) => void seen.push(response.headers.getSetCookie().length),
    })
    app.get('/returned', (event) => {
      event.context.session['color'] = 'red'
      return HTTPError.status(418)
    })
    expect(JSON.parse((await (await callerOf(app)).get('/returned')).text)).toHaveProperty('stack')
    expect(seen).toEqual([1])
  })

  it('beside the cookies that a handler set before it failed, where a middleware answers', async () => {
    const { app } = application(
      {},
      onError(() => 'sorry'),
    )
    app.get('/fail', (event) => {
      setCookie(event, 'own', '1')
      event.context.session['color'] = 'red'
      throw new Error('boom')
    })
    expect(names((await (await callerOf(app)).get('/fail')).setCookie)).toEqual(['own', spec.cookieName])
  })
})

describe('S-L5 a failed save', () => {
  it('without an error handler of the application: h3’s own answer, and nothing of the first', async () => {
    const { app, backend } = application()
    app.get('/original', (event) => {
      event.context.session['color'] = 'red'
      event.res.status = 201
      event.res.headers.set('Location', '/elsewhere')
      event.res.headers.set('X-Own', 'yes')
      return { original: true }
    })
    observe(backend).fail('create', Object.assign(new Error('The store is down'), { statusCode: 503 }))
    const reply = await (await callerOf(app)).get('/original')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.text).not.toContain('original')
    expect(reply.text).not.toContain('The store is down')
    expect(reply.headers).not.toHaveProperty('location')
    expect(reply.headers).not.toHaveProperty('x-own')
  })

  it.each([
    ['the hook', true],
    ['a middleware before the sessions', false],
  ])('reaches %s', async (_what, isHook) => {
    const answer = (error: Error): string => `sorry: ${(error.cause as Error).message}`
    const { app, backend } = isHook ? application({ onError: answer }) : application({}, onError(answer))
    observe(backend).fail('create', new Error('down'))
    const reply = await (await callerOf(app)).get('/write')
    expect(reply).toMatchObject({ status: 200, text: 'sorry: down', setCookie: [] })
  })

  it('keeps what middlewares staged for errors', async () => {
    const { app, backend } = application({}, (event) => {
      handleCors(event, { origin: ['https://app.example'], credentials: true, exposeHeaders: ['X-Own'] })
    })
    observe(backend).fail('create', new Error('down'))
    const caller = await callerOf(app)
    const reply = await caller.get('/write', { headers: { origin: 'https://app.example' } })
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
    })
  })

  it('of what a handler wrote before it failed: that is the error then', async () => {
    const { app, backend } = application()
    addFailing(app, new HTTPError({ status: 418 }))
    observe(backend).fail('create', Object.assign(new Error('down'), { statusCode: 503 }))
    expect(await (await callerOf(app)).get('/fail')).toMatchObject({ status: 503, setCookie: [] })
  })

  it('lets a stream hear that nobody will read it', async () => {
    const { app, backend } = application()
    const cancelled = new Promise<void>((resolve) => {
      app.get('/stream', (event) => {
        event.context.session['color'] = 'red'
        return new ReadableStream({ cancel: () => resolve() })
      })
    })
    observe(backend).fail('create', new Error('down'))
    expect(await (await callerOf(app)).get('/stream')).toMatchObject({ status: 500, setCookie: [] })
    await cancelled
  })

  it('reaches the hook once, and so does the error of a handler', async () => {
    const seen: string[] = []
    const { app, backend } = application({ onError: (error) => void seen.push((error.cause as Error).message) })
    addFailing(app)
    const caller = await callerOf(app)
    await caller.get('/fail')
    observe(backend).fail('create', new Error('down'))
    await caller.get('/write', { cookie: null })
    expect(seen).toEqual(['boom', 'down'])
  })
})
