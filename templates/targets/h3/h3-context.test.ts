// The session on an event's context, and what the connection says of itself.
import { afterThisTest, application, callerOf } from './h3-application.harness.ts'
import { defineHandler, H3, useSession } from 'h3'
import { describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionNotInstalledError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { sessions } from './h3.ts'

describe('the context', () => {
  it('S-L8 after regenerate it has the new session', async () => {
    const { app } = application()
    app.get('/login', async (event) => {
      const before = event.context.session
      const next = await event.context.session.regenerate()
      event.context.session['user'] = 'ada'
      return [event.context.session === next, before === next]
    })
    const caller = await callerOf(app)
    expect((await caller.get('/login')).text).toBe('[true,false]')
    expect((await caller.get('/read')).text).toBe('{"user":"ada"}')
  })

  it('S-L11 a second copy of the middleware leaves the session to the first', async () => {
    const { app, backend } = application()
    app.use(sessions({ backend: new MemoryBackend() }))
    const { calls } = observe(backend)
    expect((await (await callerOf(app)).get('/write')).setCookie).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L16 nothing puts another in its place by an assignment, and copying the context does not look at it', async () => {
    const { app } = application()
    const errors: unknown[] = []
    app.get('/assign', (event) => {
      try {
        Object.assign(event.context, { session: 'mine' })
      } catch (error) {
        errors.push(error)
      }
      return 'answered'
    })
    app.get('/copy', (event) => Object.keys({ ...event.context }))
    const caller = await callerOf(app)
    await caller.get('/assign')
    expect(errors).toEqual([expect.any(TypeError)])
    const copy = await caller.get('/copy')
    expect(copy.text).not.toContain('session')
    expect(copy.headers).not.toHaveProperty('vary')
  })

  it('S-L16 h3’s own sessions keep their place beside it', async () => {
    const { app } = application()
    const password = 'a password of thirty-two characters'
    app.get('/both', async (event) => {
      const own = await useSession<{ theme?: string }>(event, { password })
      await own.update({ theme: 'dark' })
      event.context.session['color'] = 'red'
      return 'both'
    })
    app.get('/both/read', async (event) => {
      const own = await useSession<{ theme?: string }>(event, { password })
      return { ...own.data, ...event.context.session }
    })
    const caller = await callerOf(app)
    const reply = await caller.get('/both')
    expect(reply.setCookie.map((line) => line.split('=')[0])).toEqual(['h3', spec.cookieName])
    expect(JSON.parse((await caller.get('/both/read')).text)).toEqual({ theme: 'dark', color: 'red' })
  })

  it('S-L15 a request within the server has a session of its own, by the cookies that it is given', async () => {
    const { app } = application()
    app.get('/within', async (event) => {
      event.context.session['outer'] = true
      const cookie = event.req.headers.get('cookie') ?? ''
      const [without, own] = await Promise.all([
        app.request('/read'),
        app.request('/read', { headers: { cookie } }, { ...event.context }),
      ])
      return [await without.json(), await own.json()] as unknown[]
    })
    const caller = await callerOf(app)
    await caller.get('/write')
    expect((await caller.get('/within')).text).toBe('[{},{"color":"red"}]')
  })

  it('S-L2 switched off by the meta of a route, of a handler too, and in a mounted application', async () => {
    const { app } = application({ onError: (error) => (error.cause as Error).message })
    app.get('/meta', (event) => String(event.context.session.id), { meta: { skipSession: true } })
    const handler = defineHandler({
      meta: { skipSession: true },
      handler: (event) => String(event.context.session.id),
    })
    app.get('/handler', handler)
    app.mount('/part', new H3().get('/handler', handler))
    const caller = await callerOf(app)
    for (const path of ['/meta', '/handler', '/part/handler']) {
      expect((await caller.get(path)).text).toBe(
        "'session' is not defined on this connection: the meta of its route has skipSession",
      )
    }
  })

  it('S-L2 where the session could not be loaded, an error handler that touches it learns of that', async () => {
    const caught: unknown[] = []
    const { app, backend } = application({
      onError(error, event) {
        try {
          event.context.session['note'] = error.message
        } catch (reason) {
          caught.push(reason)
        }
        return 'sorry'
      },
    })
    observe(backend).fail('get', new Error('down'))
    const cookie = `${spec.cookieName}=${'A'.repeat(43)}`
    expect((await (await callerOf(app)).get('/read', { cookie })).text).toBe('sorry')
    expect(caught).toEqual([new SessionNotInstalledError('it could not be loaded')])
  })

  it('S-L2 a path is excluded as it was sent, whatever base is taken off', async () => {
    const { app } = application({ onError: (error) => (error.cause as Error).name })
    app.mount(
      '/shop',
      new H3().get('/excluded/read', (event) => ({ ...event.context.session })),
    )
    app.mount(
      '/excluded',
      new H3().get('/read', (event) => ({ ...event.context.session })),
    )
    const caller = await callerOf(app)
    expect((await caller.get('/shop/excluded/read')).text).toBe('{}')
    expect((await caller.get('/excluded/read')).text).toBe('SessionNotInstalledError')
    const part = application().app
    const whole = new H3({ silent: true, onError: (error) => (error.cause as Error).name }).mount('/excluded', part)
    expect((await (await callerOf(whole)).get('/excluded/read')).text).toBe('SessionNotInstalledError')
  })
})

describe("secure: 'auto'", () => {
  it.each([
    ['http', false, undefined, false],
    ['https', false, undefined, true],
    ['http', false, 'https', false],
    ['https', false, 'http', true],
    ['http', true, 'https', true],
    ['https', true, 'http', false],
    ['https', true, undefined, true],
  ] as const)(
    'over %s, trustProxy %s, forwarded %s: Secure is %s',
    async (protocol, trustProxy, forwarded, expected) => {
      const before = { ...spec }
      afterThisTest(() => void Object.assign(spec, before))
      Object.assign(spec, { secure: 'auto', trustProxy })
      const { app } = application()
      const headers = forwarded === undefined ? {} : { 'X-Forwarded-Proto': forwarded }
      const reply = await app.request(`${protocol}://app.example/write`, { headers })
      const [line = ''] = reply.headers.getSetCookie()
      // The attributes of the authored spec end with one Secure already.
      expect(line.endsWith('Secure; Secure')).toBe(expected)
    },
  )
})
