// What applications of h3 answer with, and what middlewares do to it: the session's cookie is on it.
import { afterThisTest, application, callerOf } from './h3-application.harness.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  EventStream,
  type EventHandler,
  fromNodeHandler,
  H3,
  handleCacheHeaders,
  handleCors,
  html,
  iterable,
  onResponse,
  proxy,
  redirect,
  setCookie,
  withBase,
  withCacheIsolation,
} from 'h3'
import { describe, expect, it } from 'vitest'
import { bodyOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { spec } from '../../runtime/spec.ts'

const names = (lines: readonly string[]): string[] => lines.map((line) => line.split('=')[0] ?? '')

describe('answers', () => {
  it.each<[string, EventHandler, number, string]>([
    ['text', () => 'text', 200, 'text'],
    ['an object', () => ({ a: 1 }), 200, '{"a":1}'],
    ['nothing', () => undefined, 200, ''],
    ['null', () => null, 200, ''],
    ['a response', () => new Response('own', { status: 201, headers: { 'X-Own': 'kept' } }), 201, 'own'],
    ['a response of an error', () => new Response('own', { status: 422 }), 422, 'own'],
    ['HTML', () => html`<p>hi</p>`, 200, '<p>hi</p>'],
    ['a redirect', () => redirect('/read', 303), 303, ''],
    ['a stream', () => new Blob(['streamed']).stream(), 200, 'streamed'],
    ['pieces', () => iterable(['one ', 'two']), 200, 'one two'],
    ['bytes', () => new TextEncoder().encode('bytes'), 200, 'bytes'],
  ])('S-L4 %s carries the cookie', async (_what, handler, status, text) => {
    const { app } = application()
    app.get('/answer', (event) => {
      event.context.session['color'] = 'red'
      return handler(event)
    })
    const caller = await callerOf(app)
    const reply = await caller.get('/answer')
    expect(reply.status).toBe(status)
    expect(reply.text.startsWith(status === 303 ? '<html>' : text)).toBe(true)
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L4 a response that the application gives to several callers does not carry the cookie of one', async () => {
    const shared = new Response(null, { headers: { 'X-Own': 'kept' } })
    const { app } = application()
    app.get('/shared', (event) => {
      event.context.session['color'] = 'red'
      return shared
    })
    const caller = await callerOf(app)
    const reply = await caller.get('/shared')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['x-own']).toBe('kept')
    expect([...shared.headers.keys()]).toEqual(['x-own'])
  })

  it('S-L4 S-L11 what comes from elsewhere carries the cookie beside its own', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('from elsewhere')
    })
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
    afterThisTest(() => new Promise<void>((resolve) => void upstream.close(() => resolve())))
    const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    const { app } = application()
    app.use((event) => void (event.context.session['color'] = 'red'))
    app.get('/fetched', () => fetch(url))
    app.get('/proxied', (event) => proxy(event, url))
    for (const path of ['/fetched', '/proxied']) {
      const reply = await (await callerOf(app)).get(path)
      expect(reply.text).toBe('from elsewhere')
      expect(names(reply.setCookie)).toEqual(['a', 'b', spec.cookieName])
    }
  })

  it('S-L11 cookies of h3’s own helpers survive, in order; of ours there is one line', async () => {
    const { app } = application()
    app.get('/cookies', (event) => {
      setCookie(event, 'first', '1')
      event.res.headers.append('Set-Cookie', `${spec.cookieName}=planted`)
      event.context.session['color'] = 'red'
      setCookie(event, 'second', '2')
      return 'set'
    })
    const reply = await (await callerOf(app)).get('/cookies')
    expect(names(reply.setCookie)).toEqual(['first', 'second', spec.cookieName])
    expect(reply.setCookie.join()).not.toContain('planted')
  })

  it('S-L4 headers that are staged before and behind the sessions survive', async () => {
    const { app } = application(
      {},
      (event) => {
        handleCors(event, { origin: ['https://app.example'], credentials: true, exposeHeaders: ['X-Own'] })
      },
      async (event, next) => {
        event.res.headers.set('X-Before', '1')
        const answer = await next()
        event.res.headers.set('X-After', '2')
        return answer
      },
      onResponse((response) => response.headers.set('X-Response', String(response.headers.getSetCookie().length))),
    )
    const reply = await (await callerOf(app)).get('/write', { headers: { origin: 'https://app.example' } })
    expect(reply.headers).toMatchObject({
      'x-before': '1',
      'x-after': '2',
      'x-response': '1',
      vary: 'origin, Cookie',
      'access-control-allow-origin': 'https://app.example',
    })
    expect(reply.setCookie).toHaveLength(1)
  })

  it('S-L12 what h3 says of caches is overruled where there is a cookie, and kept where there is none', async () => {
    const { app } = application()
    const cached = (event: Parameters<EventHandler>[0]): string | undefined =>
      handleCacheHeaders(event, { maxAge: 60, etag: '"one"' }) ? undefined : 'cached'
    app.get('/cached', cached)
    app.get('/cached/written', (event) => {
      event.context.session['color'] = 'red'
      return cached(event)
    })
    const caller = await callerOf(app)
    expect((await caller.get('/cached')).headers).toMatchObject({ 'cache-control': 'public, max-age=60, s-maxage=60' })
    const unchanged = await caller.get('/cached/written', { headers: { 'if-none-match': '"one"' } })
    expect(unchanged).toMatchObject({ status: 304, text: '' })
    expect(unchanged.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Cookie' })
    expect(unchanged.setCookie).toHaveLength(1)
  })

  it('S-L12 what a handler makes for a cache has no cookie on it: that is set when it has left the cache', async () => {
    const stored: string[] = []
    const { app } = application()
    const inner: EventHandler = (event) => {
      event.context.session['color'] = 'red'
      return new Response('kept', { headers: { 'Cache-Control': 'max-age=60' } })
    }
    app.get(
      '/isolated',
      withCacheIsolation(async (event) => {
        const response = (await inner(event)) as Response
        stored.push(...response.headers.getSetCookie(), ...event.res.headers.getSetCookie())
        return response
      }),
    )
    expect((await (await callerOf(app)).get('/isolated')).setCookie).toHaveLength(1)
    expect(stored).toEqual([])
  })

  it('S-L2 S-L11 in a mounted application, below a base, and in one behind `fetch`: one session, saved once', async () => {
    const { app } = application()
    const part = new H3().get('/write', (event) => {
      event.context.session['part'] = event.url.pathname
      return 'written'
    })
    app.mount('/mounted', part)
    app.all('/based/**', withBase('/based', part.handler))
    const apart = new H3().get('/write', (event) => {
      event.context.session['apart'] = true
      return 'written'
    })
    app.mount('/apart', { fetch: apart.fetch })
    const caller = await callerOf(app)
    for (const path of ['/mounted/write', '/apart/write']) {
      const reply = await caller.get(path)
      expect(reply).toMatchObject({ status: 200, text: 'written' })
    }
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ part: '/mounted/write', apart: true })
  })

  it('S-L10 a write in events that are sent after the head, or in what `waitUntil` waits for, throws where it is made', async () => {
    const { app } = application()
    const gates = new Gates()
    const errors: unknown[] = []
    app.get('/events', (event) => {
      const { session } = event.context
      session['early'] = true
      const events = new EventStream(event)
      const send = async (): Promise<void> => {
        await events.push('the head is out')
        await gates.pass('late')
        try {
          session['late'] = true
        } catch (error) {
          errors.push(error)
        }
        await events.close()
      }
      event.waitUntil(send())
      return events
    })
    const caller = await callerOf(app)
    const response = await caller.open('GET', '/events')
    gates.open('late')
    expect(await bodyOf(response)).toContain('data: the head is out')
    expect(errors).toHaveLength(1)
    expect((errors[0] as Error).stack).toContain('h3-answers.test.ts')
    expect((await caller.get('/read')).text).toBe('{"early":true}')
  })

  it('S-L11 a handler of Node answers by itself: what the session has is saved, and no cookie is set', async () => {
    const { app } = application()
    app.get('/node', (event) => {
      event.context.session['node'] = true
      return fromNodeHandler((_request, response) => void response.end('from Node'))(event)
    })
    const caller = await callerOf(app)
    expect(await caller.get('/node')).toMatchObject({ text: 'from Node', setCookie: [] })
    await caller.get('/write')
    expect(await caller.get('/node')).toMatchObject({ text: 'from Node', setCookie: [] })
    await expect.poll(async () => (await caller.get('/read')).text).toBe('{"color":"red","node":true}')
  })
})
