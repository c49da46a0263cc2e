// Errors of handlers and of the store, as the hooks of an application get them, and as Elysia answers them itself.
import { bare, callerOf, plugin } from './elysia-application.harness.ts'
import { describe, expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { StoreDown } from '../../contracts/target-failures.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'

const names = (lines: readonly string[]): string[] => lines.map((line) => line.split('=')[0] ?? '')

describe('S-L6 an error behind a write: it is saved, and the cookie is on what', () => {
  it.each([
    ['a hook before the plugin gives', true, false],
    ['a hook behind the plugin gives', false, true],
    ['Elysia gives itself', false, false],
  ])('%s', async (_what, isBefore, isBehind) => {
    const { plugin: sessions } = plugin()
    const seen: unknown[] = []
    const hook = ({ error }: { error: unknown }): Response => {
      seen.push(error)
      return new Response('sorry', { status: 500 })
    }
    const app = bare()
      .onError((context) => (isBefore ? hook(context) : undefined))
      .use(sessions)
      .onError((context) => (isBehind ? hook(context) : undefined))
      .get('/fail', ({ session }) => {
        session['color'] = 'red'
        throw new Error('boom')
      })
      .get('/read', ({ session }) => ({ ...session }))
    const caller = await callerOf(app)
    const reply = await caller.get('/fail')
    expect(reply).toMatchObject({ status: 500, text: isBefore || isBehind ? 'sorry' : 'boom' })
    expect(seen).toHaveLength(isBefore || isBehind ? 1 : 0)
    expect(names(reply.setCookie)).toEqual([spec.cookieName])
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })

  it('a hook of one route gives, which passes by all others', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .get(
        '/fail',
        ({ session }) => {
          session['color'] = 'red'
          throw new Error('boom')
        },
        { error: () => 'of the route' },
      )
      .get('/read', ({ session }) => ({ ...session }))
    const caller = await callerOf(app)
    expect(await caller.get('/fail')).toMatchObject({ text: 'of the route', setCookie: [expect.any(String)] })
    expect((await caller.get('/read')).text).toBe('{"color":"red"}')
  })
})

describe('S-L5 a session that cannot be loaded or saved is an error of the application', () => {
  it('that Elysia answers with its status, where no hook does', async () => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const app = bare()
      .use(sessions)
      .get('/write', ({ session }) => (session['color'] = 'red'))
    const caller = await callerOf(app)
    store.fail('create', new SessionStoreError('The store does not answer'))
    expect(await caller.get('/write')).toMatchObject({ status: 503, setCookie: [], text: 'The store does not answer' })
    store.heal()
    await caller.get('/write')
    store.fail('get', new SessionStoreError('The store does not answer'))
    expect(await caller.get('/write')).toMatchObject({ status: 503, setCookie: [] })
  })

  it('that its hooks get, after those of each request: headers of these are on the answer', async () => {
    const { plugin: sessions, backend } = plugin()
    observe(backend).fail('create', new StoreDown('down'))
    let handled = 0
    const app = bare()
      .onRequest(({ set }) => {
        set.headers['access-control-allow-origin'] = '*'
      })
      .use(sessions)
      .onError(({ error, set }) => {
        set.status = 503
        return { failed: (error as Error).name }
      })
      .post('/write', async ({ session, body }) => {
        handled++
        session['name'] = body
        return new Response('never', { headers: { ETag: '"original"', 'Set-Cookie': 'own=1' } })
      })
    const caller = await callerOf(app)
    const reply = await caller.post('/write', { headers: { 'Content-Type': 'text/plain' }, body: 'ada' })
    expect(reply).toMatchObject({ status: 503, text: '{"failed":"SessionStoreError"}', setCookie: [] })
    expect(reply.headers).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(reply.headers.etag).toBeUndefined()
    expect(handled).toBe(1)
  })
})
