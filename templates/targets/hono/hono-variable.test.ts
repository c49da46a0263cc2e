// The session as a variable of Hono's context, and what the connection says of itself.
import { afterThisTest, application, callerOf } from './hono-application.harness.ts'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { SessionNotInstalledError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { sessions } from './hono.ts'

describe('the variable', () => {
  it('S-L8 after regenerate the variable has the new session', async () => {
    const { app } = application()
    app.get('/login', async (c) => {
      const before = c.get('session')
      const next = await c.get('session').regenerate()
      c.var.session['user'] = 'ada'
      return c.json([c.get('session') === next, c.var.session === next, before === next])
    })
    const caller = await callerOf(app)
    expect((await caller.get('/login')).text).toBe('[true,true,false]')
    expect((await caller.get('/read')).text).toBe('{"user":"ada"}')
  })

  it('S-L11 a second copy of the middleware leaves the session to the first', async () => {
    const { app, backend } = application()
    app.use(sessions({ backend: new MemoryBackend() }))
    app.get('/write', (c) => {
      c.get('session')['color'] = 'red'
      return c.text('written')
    })
    const { calls } = observe(backend)
    expect((await (await callerOf(app)).get('/write')).setCookie).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L2 where the session is switched off, whatever is done with it throws by name', async () => {
    const app = new Hono()
    const touches: Record<string, (session: Record<string, unknown>) => unknown> = {
      get: (session) => session['color'],
      set: (session) => (session['color'] = 'red'),
      has: (session) => 'color' in session,
      delete: (session) => Reflect.deleteProperty(session, 'color'),
      define: (session) => Object.defineProperty(session, 'color', {}),
      own: (session) => Object.hasOwn(session, 'color'),
      keys: (session) => Object.keys(session),
      spread: (session) => ({ ...session }),
      json: (session) => JSON.stringify(session),
      id: (session) => session['id'],
    }
    app.use((c, next) => {
      c.set('skipSession', true)
      return next()
    })
    app.use(sessions({ backend: new MemoryBackend() }))
    app.get('/:touch', (c) => {
      touches[c.req.param('touch')]?.(c.get('session'))
      return c.text('not refused')
    })
    app.onError((error, c) => c.text(`${error.name}: ${error.message}`, 500))
    const caller = await callerOf(app)
    for (const touch of Object.keys(touches)) {
      expect(await caller.get(`/${touch}`)).toMatchObject({
        status: 500,
        text: "SessionNotInstalledError: 'session' is not defined on this connection: the variable skipSession is set",
      })
    }
  })

  it('S-L2 where the session could not be loaded, an error handler that touches it learns of that', async () => {
    const { app, backend } = application()
    const caught: unknown[] = []
    app.onError((error, c) => {
      try {
        c.get('session')['note'] = error.message
      } catch (reason) {
        caught.push(reason)
      }
      return c.text('sorry', 500)
    })
    observe(backend).fail('get', new Error('down'))
    const caller = await callerOf(app)
    await caller.get('/read', { cookie: `${spec.cookieName}=${'A'.repeat(43)}` })
    expect(caught).toEqual([new SessionNotInstalledError('it could not be loaded')])
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
      app.get('/write', (c) => {
        c.get('session')['color'] = 'red'
        return c.text('written')
      })
      const headers = forwarded === undefined ? {} : { 'X-Forwarded-Proto': forwarded }
      const reply = await app.request(`${protocol}://app.example/write`, { headers })
      const [line = ''] = reply.headers.getSetCookie()
      // The attributes of the authored spec end with one Secure already.
      expect(line.endsWith('Secure; Secure')).toBe(expected)
    },
  )
})
