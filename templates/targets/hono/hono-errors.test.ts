// Errors of handlers and of the store, as Hono's error handling gets them.
import { application, callerOf } from './hono-application.harness.ts'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'

describe('errors', () => {
  it('S-L6 an error that is answered by its own response, or by a sub-application: the write is saved', async () => {
    const { app } = application()
    app.get('/exception', (c) => {
      c.get('session')['one'] = true
      throw new HTTPException(401, { res: new Response('no entry', { status: 401 }) })
    })
    const part = new Hono()
    part.onError((error, c) => c.text(`part: ${error.message}`, 400))
    part.get('/error', (c) => {
      c.get('session')['two'] = true
      throw new Error('boom')
    })
    app.route('/part', part)
    const caller = await callerOf(app)
    expect(await caller.get('/exception')).toMatchObject({ status: 401, text: 'no entry' })
    expect(await caller.get('/part/error')).toMatchObject({ status: 400, text: 'part: boom' })
    expect((await caller.get('/read')).text).toBe('{"one":true,"two":true}')
  })

  it('S-L5 a failed save without an error handler of the application: Hono’s own answers', async () => {
    const { app, backend } = application()
    app.get('/write', (c) => {
      c.get('session')['color'] = 'red'
      return c.text('original')
    })
    observe(backend).fail('create', new HTTPException(503))
    const reply = await (await callerOf(app)).get('/write')
    expect(reply).toMatchObject({ status: 503, setCookie: [], text: '' })
  })

  it('S-L5 a failed save takes back the answer, and nothing else: other middlewares keep their headers', async () => {
    const { app, backend } = application(cors({ origin: 'https://app.example' }))
    app.onError((_error, c) => c.text('sorry', 500))
    app.get('/write', (c) => {
      c.get('session')['color'] = 'red'
      c.status(204)
      c.header('Location', '/elsewhere')
      c.header('Content-Language', 'de')
      c.header('Content-Security-Policy', "default-src 'self'")
      c.header('Set-Cookie', 'own=1')
      return c.body(null)
    })
    observe(backend).fail('create', new Error('The store is down'))
    const caller = await callerOf(app)
    const reply = await caller.get('/write', { headers: { origin: 'https://app.example' } })
    expect(reply).toMatchObject({ status: 500, text: 'sorry', setCookie: ['own=1'] })
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'content-security-policy': "default-src 'self'",
    })
    expect(reply.headers).not.toHaveProperty('location')
    expect(reply.headers).not.toHaveProperty('content-language')
  })

  it('S-L5 the error handler gets an answer of its own to fill: neither status nor type of the first is left', async () => {
    const { app, backend } = application()
    app.onError((error, c) => {
      c.header('X-Error', error.message)
      return c.body('sorry')
    })
    app.get('/write', (c) => {
      c.get('session')['color'] = 'red'
      return c.json({ original: true }, 201)
    })
    observe(backend).fail('create', new Error('down'))
    const reply = await (await callerOf(app)).get('/write')
    expect(reply).toMatchObject({ status: 200, text: 'sorry', setCookie: [] })
    expect(reply.headers['x-error']).toBe('down')
    expect(reply.headers['content-type']).not.toContain('json')
  })

  it('S-L5 the body that is not sent is not read either: a stream hears of it', async () => {
    const { app, backend } = application()
    const cancelled = new Promise<void>((resolve) => {
      app.get('/stream', (c) => {
        c.get('session')['color'] = 'red'
        return c.body(new ReadableStream({ cancel: () => resolve() }))
      })
    })
    app.onError((_error, c) => c.text('sorry', 500))
    observe(backend).fail('create', new Error('down'))
    expect(await (await callerOf(app)).get('/stream')).toMatchObject({ status: 500, text: 'sorry' })
    await cancelled
  })
})
