// Where in an application of Elysia the session is, and where it is not.
import { bare, callerOf, plugin } from './elysia-application.harness.ts'
import { Elysia } from 'elysia'
import { describe, expect, it } from 'vitest'
import { errorIn } from '../../contracts/contract-client.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { spec } from '../../runtime/spec.ts'

const COOKIE = `${spec.cookieName}=${'A'.repeat(43)}`

describe('the session in the context', () => {
  it('is what `regenerate` put there, for the hooks that follow', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .post('/login', async ({ session }) => {
        const renewed = await session.regenerate()
        renewed['user'] = 'ada'
        return 'in'
      })
      .onAfterHandle((context) => {
        context.session['seen'] = true
      })
      .get('/read', ({ session }) => ({ ...session }))
      .post('/behind', async ({ session }) => void (await session.regenerate({ keep: true })))
    const caller = await callerOf(app)
    await caller.post('/login')
    await caller.post('/behind')
    expect(JSON.parse((await caller.get('/read')).text)).toEqual({ user: 'ada', seen: true })
  })

  it('is there for `resolve` and `beforeHandle`, which can refuse by it', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .post('/login', ({ session }) => (session['user'] = 'ada'))
      .resolve(({ session }) => ({ user: session['user'] as string | undefined }))
      .get('/me', ({ user }) => user ?? 'nobody')
      .get('/members', ({ user }) => user ?? 'nobody', {
        beforeHandle: ({ session, status }) => (session['user'] === undefined ? status(401) : undefined),
      })
    const caller = await callerOf(app)
    expect((await caller.get('/me')).text).toBe('nobody')
    expect((await caller.get('/members')).status).toBe(401)
    await caller.post('/login')
    expect((await caller.get('/me')).text).toBe('ada')
    expect((await caller.get('/members')).text).toBe('ada')
  })

  it('S-L2 is not there yet for `derive`, and says so', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .derive(({ session }) => ({ user: session['user'] }))
      .onError(({ error }) => ({ error: (error as Error).name, message: (error as Error).message }))
      .get('/', ({ user }) => user)
    const failure = errorIn(await (await callerOf(app)).get('/'))
    expect(failure.error).toBe('SessionNotInstalledError')
    expect(failure.message).toContain('`resolve`')
  })

  it('S-L1 costs routes before the plugin nothing', async () => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const app = bare()
      .get('/before', () => 'before')
      .use(sessions)
      .get('/behind', () => 'behind')
    const caller = await callerOf(app)
    expect(await caller.get('/before', { cookie: COOKIE })).toMatchObject({ text: 'before', setCookie: [] })
    expect(store.calls).toEqual([])
    await caller.get('/behind', { cookie: COOKIE })
    expect(store.calls).toHaveLength(1)
  })

  it('S-L2 is switched off by the option of a route, and by that of a guard: it is not loaded, and says why', async () => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const read = (context: { session: object }): string => JSON.stringify(context.session)
    const app = bare()
      .use(sessions)
      .onError(({ error }) => ({ error: (error as Error).name, message: (error as Error).message }))
      .get('/skipped', read, { skipSession: true })
      .guard({ skipSession: true }, (guarded) => guarded.get('/guarded', read).get('/quiet', () => 'quiet'))
      .get('/kept', read, { skipSession: false })
      .get('/excluded/path', read)
    const caller = await callerOf(app)
    for (const path of ['/skipped', '/guarded']) {
      const failure = errorIn(await caller.get(path, { cookie: COOKIE }))
      expect(failure).toEqual({ error: 'SessionNotInstalledError', message: expect.stringContaining('skipSession') })
    }
    expect((await caller.get('/quiet', { cookie: COOKIE })).text).toBe('quiet')
    expect(errorIn(await caller.get('/excluded/path', { cookie: COOKIE })).message).toContain('excluded')
    expect(store.calls).toEqual([])
    expect((await caller.get('/kept', { cookie: COOKIE })).text).toBe('{}')
  })

  it('is one, where the plugin is used more than once, and reaches what is mounted and grouped', async () => {
    const { plugin: sessions, backend } = plugin()
    const store = observe(backend)
    const part = new Elysia({ prefix: '/part' })
      .use(sessions)
      .get('/write', ({ session }) => (session['part'] = 'written'))
    const app = bare()
      .use(part)
      .use(plugin().plugin)
      .use(sessions)
      .group('/group', (group) => group.get('/read', ({ session }) => ({ ...session })))
    const caller = await callerOf(app)
    expect((await caller.get('/part/write')).setCookie).toHaveLength(1)
    store.forget()
    expect((await caller.get('/group/read')).text).toBe('{"part":"written"}')
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get'])
  })

  it('has no body read, and no cookie sent back, for a handler that asks for neither', async () => {
    const { plugin: sessions } = plugin()
    const app = bare()
      .use(sessions)
      .post('/raw', async ({ request, session }) => {
        session['size'] = (await request.text()).length
        return 'read'
      })
    const caller = await callerOf(app)
    const headers = { 'Content-Type': 'application/json' }
    const reply = await caller.post('/raw', { headers, body: '{"not": json', cookie: 'theme=%E0%A4%A' })
    expect(reply).toMatchObject({ status: 200, text: 'read' })
    expect(reply.setCookie).toHaveLength(1)
  })

  it('needs an application that is compiled: without, each request fails, and says so', async () => {
    const { plugin: sessions } = plugin()
    const app = bare({ aot: false }).use(sessions).get('/', 'static')
    const reply = await (await callerOf(app)).get('/')
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('`aot`')
  })
})
