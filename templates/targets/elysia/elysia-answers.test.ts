// Whatever Elysia makes an answer of, the session is saved before it leaves, and the cookie is on it. Files are tested on Bun: their heads
// say two lengths on Node, with sessions and without, which callers refuse.
import { bare, callerOf, plugin } from './elysia-application.harness.ts'
import { redirect, sse, status, t } from 'elysia'
import { describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'
import type { SessionContext } from './elysia.ts'

const SHARED = new Response(null, { status: 204, headers: { 'X-Shared': 'yes' } })

const names = (lines: readonly string[]): string[] => lines.map((line) => line.split('=')[0] ?? '')

const answers: Record<string, (session: SessionContext['session']) => unknown> = {
  'a text': () => 'text',
  'a number': () => 7,
  'an object': () => ({ made: true }),
  nothing: () => undefined,
  'a promise': () => Promise.resolve('later'),
  'a response': () => new Response('own', { status: 201 }),
  'a redirect': () => redirect('/read', 303),
  'a status': () => status(418, 'tea'),
  'a status that is thrown': () => {
    throw status(403, 'no')
  },
  'an error': () => {
    throw new Error('boom')
  },
  'an error that is returned': () => new Error('returned'),
  'a stream': () => new Response('streamed').body,
  'a generator': function* () {
    yield 'one'
    yield 'two'
  },
  'events of a generator': async function* () {
    yield sse('one')
  },
}

describe('S-L4 the session is saved, and its cookie goes out, with', () => {
  it.each(Object.keys(answers))('%s', async (what) => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const app = bare()
      .use(sessions)
      .get('/write', ({ session }) => {
        session['color'] = 'red'
        return answers[what]?.(session)
      })
      .get('/read', ({ session }) => ({ ...session }))
    const caller = await callerOf(app)
    const reply = await caller.get('/write')
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect(reply.headers).toMatchObject({ vary: 'Cookie', 'cache-control': 'no-store' })
    expect(store.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })
})

describe('answers', () => {
  it('S-L4 a generator writes until its first yield', async () => {
    const { plugin: sessions } = plugin()
    const late: unknown[] = []
    const app = bare()
      .use(sessions)
      .get('/write', async function* ({ session }) {
        session['color'] = 'red'
        yield 'one'
        try {
          session['late'] = true
        } catch (error) {
          late.push(error)
        }
        yield 'two'
      })
      .get('/read', ({ session }) => ({ ...session }))
    const caller = await callerOf(app)
    expect(await caller.get('/write')).toMatchObject({ text: 'onetwo', setCookie: [expect.any(String)] })
    expect(late).toHaveLength(1)
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('S-L13 values that stand in place of a handler renew a session that is due', async () => {
    let time = Date.UTC(2030, 0, 1)
    const { plugin: sessions } = plugin(() => time)
    const app = bare()
      .use(sessions)
      .get('/text', 'text')
      .get('/response', new Response('response'))
      .get('/write', ({ session }) => {
        session['color'] = 'red'
        return 'written'
      })
    const caller = await callerOf(app)
    await caller.get('/write')
    for (const path of ['/text', '/response']) {
      expect((await caller.get(path)).setCookie).toEqual([])
      time += spec.renewAfterSeconds * 1000
      expect((await caller.get(path)).setCookie).toHaveLength(1)
    }
    // Nobody has looked at the session, and the answer is the same for all.
    expect((await caller.get('/text')).headers.vary).toBeUndefined()
  })

  it('S-L11 cookies of the application survive: of `cookie`, of `set.headers`, of a response, each a line of its own', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .get('/jar', ({ session, cookie }) => {
        session['color'] = 'red'
        cookie['theme']?.set({ value: 'dark' })
        cookie['lang']?.set({ value: 'en' })
        return 'set'
      })
      .get('/headers', ({ session, set }) => {
        session['color'] = 'blue'
        set.headers['set-cookie'] = ['a=1', 'b=2'] as never
        return 'set'
      })
      .get('/response', ({ session }) => {
        session['color'] = 'green'
        return new Response('set', {
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ],
        })
      })
    const caller = await callerOf(app)
    expect(names((await caller.get('/jar', { cookie: null })).setCookie)).toEqual(['theme', 'lang', spec.cookieName])
    expect(names((await caller.get('/headers', { cookie: null })).setCookie)).toEqual(['a', 'b', spec.cookieName])
    expect(names((await caller.get('/response', { cookie: null })).setCookie)).toEqual(['a', 'b', spec.cookieName])
  })

  it('S-L15 a response that goes to others too does not carry the cookie of one', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .get('/write', ({ session }) => {
        session['color'] = 'red'
        return SHARED
      })
    const caller = await callerOf(app)
    const reply = await caller.get('/write')
    expect(reply).toMatchObject({ status: 204, setCookie: [expect.any(String)], headers: { 'x-shared': 'yes' } })
    expect(SHARED.headers.getSetCookie()).toEqual([])
  })

  it('S-L1 what is refused before a handler costs no session: no such route, another method, an invalid body', async () => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const app = bare()
      .use(sessions)
      .post('/write', ({ session, body }) => (session['name'] = body.name), { body: t.Object({ name: t.String() }) })
    const caller = await callerOf(app)
    const cookie = `${spec.cookieName}=${'A'.repeat(43)}`
    expect(await caller.get('/no/such/route', { cookie })).toMatchObject({ status: 404, setCookie: [] })
    expect(await caller.get('/write', { cookie })).toMatchObject({ status: 404, setCookie: [] })
    const headers = { 'Content-Type': 'application/json' }
    expect(await caller.post('/write', { cookie, headers, body: '{}' })).toMatchObject({ status: 422, setCookie: [] })
    expect(store.calls).toEqual([])
  })
})
