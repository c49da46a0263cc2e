// How the plugin sits in a hapi application: order of extensions, routes that are none, authentication, other plugins.
import type { Lifecycle } from '@hapi/hapi'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { application, callerOf, cleanUp, loginRoutes, writing } from './hapi-app.harness.ts'
import { createServer } from './hapi.harness.ts'
import { sessions } from './hapi.ts'

afterEach(cleanUp)

const read: Lifecycle.Method = (request) => ({ ...request.session })

describe('order', () => {
  it('S-L2 case 35 before `onPreAuth` a request has no session', async () => {
    const app = await application({ '/': () => 'ok' })
    let has: unknown
    app.server.ext('onRequest', (request, h) => {
      has = 'session' in request
      return h.continue
    })
    await (await app.listen()).get('/')
    expect(has).toBe(false)
  })

  it('S-L2 routes and extensions may come before it', async () => {
    const server = createServer()
    server.route({ method: 'GET', path: '/', handler: read })
    server.ext('onPreHandler', (request, h) => {
      request.session['hook'] = true
      return h.continue
    })
    await server.register(sessions({ backend: new MemoryBackend() }))
    const caller = await callerOf(server)
    expect((await caller.get('/')).text).toBe('{"hook":true}')
  })

  it('S-L4 case 26 what each extension writes is saved', async () => {
    const app = await application({ '/': writing(() => 'body'), '/read': read })
    const points = ['onPreAuth', 'onPostAuth', 'onPreHandler', 'onPostHandler', 'onPreResponse'] as const
    points.forEach((point) =>
      app.server.ext(point, (request, h) => {
        request.session[point] = true
        return h.continue
      }),
    )
    const caller = await app.listen()
    await caller.get('/')
    const expected = Object.fromEntries(points.map((point) => [point, true]))
    expect(JSON.parse((await caller.get('/read')).text)).toMatchObject({ color: 'red', ...expected })
  })

  it('S-L2 registered twice it does not start', async () => {
    const server = createServer()
    await server.register(sessions({ backend: new MemoryBackend() }))
    await expect(server.register(sessions({ backend: new MemoryBackend() }))).rejects.toThrow(
      'Plugin session already registered',
    )
  })
})

describe('where there is no route', () => {
  it('S-L1 S-L2 a page that is not found may show who is here', async () => {
    const app = await application(loginRoutes)
    app.server.ext('onPreResponse', (request, h) => {
      const { response } = request
      return response instanceof Error && response.output.statusCode === 404
        ? h.response(`Nothing here, ${String(request.session['user'])}`).code(404)
        : h.continue
    })
    const caller = await app.listen()
    await caller.post('/login')
    const reply = await caller.get('/nowhere')
    expect(reply).toMatchObject({ status: 404, text: 'Nothing here, ada', setCookie: [] })
    expect(reply.headers.vary).toContain('Cookie')
  })

  it('S-L2 a path that cannot be read, and an extension that answers first, leave the session as it is', async () => {
    const app = await application({ ...loginRoutes, '/{rest*}': () => 'route' })
    app.server.ext('onRequest', (request, h) =>
      request.path === '/closed' ? h.response('closed').code(503).takeover() : h.continue,
    )
    app.server.ext('onPreResponse', (request, h) => {
      const { response } = request
      if (!(response instanceof Error)) {
        response.header('x-user', String(request.session['user']))
      }
      return h.continue
    })
    const caller = await app.listen()
    await caller.post('/login')
    expect((await caller.get('/%')).status).toBe(400)
    const closed = await caller.get('/closed')
    expect(closed).toMatchObject({ status: 503, text: 'closed', setCookie: [] })
    expect(closed.headers['x-user']).toBe('ada')
    expect((await caller.get('/me')).text).toBe('{"user":"ada"}')
  })
})

it('S-L2 a scheme of authentication sees the session, and where it answers itself, what it wrote is saved', async () => {
  const app = await application(loginRoutes)
  app.server.auth.scheme('session', () => ({
    authenticate(request, h) {
      const { user } = request.session
      if (typeof user === 'string') {
        return h.authenticated({ credentials: { user: { name: user } as never } })
      }
      request.session['returnTo'] = request.path
      return h.redirect('/login').takeover()
    },
  }))
  app.server.auth.strategy('session', 'session')
  app.server.route({
    method: 'GET',
    path: '/account',
    options: { auth: 'session' },
    handler: ({ auth }) => auth.credentials.user ?? null,
  })
  const caller = await app.listen()
  const refused = await caller.get('/account')
  expect(refused).toMatchObject({ status: 302, headers: { location: '/login' } })
  expect((await caller.get('/me')).text).toBe('{"returnTo":"/account"}')
  await caller.post('/login')
  expect((await caller.get('/account')).text).toBe('{"name":"ada"}')
})

it('S-P1 a Cookie header that hapi cannot read is hapi’s to answer: 400, and the session is left alone', async () => {
  const server = createServer({ routes: {} })
  const backend = new MemoryBackend()
  await server.register(sessions({ backend }))
  server.route({ method: 'GET', path: '/', handler: writing(() => 'body') })
  server.route({ method: 'GET', path: '/me', handler: read })
  const caller = await callerOf(server)
  await caller.get('/')
  const own = caller.cookieHeader
  expect(await caller.get('/me', { cookie: `a="b" c; ${own}` })).toMatchObject({ status: 400, setCookie: [] })
  expect((await caller.get('/me')).text).toBe('{"color":"red"}')
})

it('S-L10 a request that takes too long is answered by hapi, with what was written until then', async () => {
  const app = await application({ '/read': read })
  let late: unknown
  const done = new Promise<void>((resolve) => {
    app.server.route({
      method: 'GET',
      path: '/',
      options: { timeout: { server: 30 } },
      async handler(request) {
        request.session['early'] = 1
        await new Promise((wait) => setTimeout(wait, 100))
        try {
          request.session['late'] = 1
        } catch (error) {
          late = error
        }
        resolve()
        return 'too late'
      },
    })
  })
  const caller = await app.listen()
  const reply = await caller.get('/')
  expect(reply.status).toBe(503)
  expect(reply.setCookie).toHaveLength(1)
  await done
  expect(late).toBeInstanceOf(TypeError)
  expect((await caller.get('/read')).text).toBe('{"early":1}')
})
