// The session beside other middlewares, and requests that are not to have one.
import { afterThisTest, namesOf, read, run, silence } from './astro-application.harness.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { missingBuilder } from './astro-build.harness.ts'
import { sessions } from './astro.ts'

const COOKIE = spec.cookieName

describeWith(missingBuilder, 'another middleware', () => {
  it('S-L11 a second copy of this one leaves the session to the first', async () => {
    const { caller, backend } = await run({
      second: sessions({ backend: new MemoryBackend() }),
      answer({ locals }) {
        locals.session['color'] = 'red'
        return new Response('written')
      },
    })
    const { calls } = observe(backend)
    expect((await caller.get('/write')).setCookie).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L4 a page that one behind the sessions rewrites to, and one before them', async () => {
    for (const place of ['first', 'second']) {
      const { caller } = await run({
        [place]: (context: { url: URL }, next: (path?: string) => Promise<Response>) =>
          context.url.pathname === '/pages/one' ? next('/pages/two') : next(),
        pages: {
          two: {
            render({ locals }) {
              locals.session['two'] = 'yes'
              return 'two'
            },
          },
        },
      })
      const reply = await caller.get('/pages/one')
      expect(reply.text).toContain('page: two')
      expect(namesOf(reply)).toEqual([COOKIE])
      expect(await read(caller)).toEqual({ two: 'yes' })
    }
  })

  it('S-L2 nobody replaces the session, and who switches it off is named', async () => {
    silence()
    const { caller } = await run({
      first({ locals, url }, next) {
        locals.skipSession = url.pathname === '/off' || url.pathname === '/read'
        return next()
      },
      answer({ locals }) {
        Reflect.set(locals, 'session', {})
        return Response.json({ ...locals.session })
      },
    })
    expect((await caller.get('/on')).text).toContain('The session cannot be replaced')
    expect((await caller.get('/off')).text).toContain('The session cannot be replaced')
    expect((await caller.get('/read')).text).toContain('context.locals.skipSession is set')
  })

  it('S-L2 a handshake has no session', async () => {
    silence()
    const { caller } = await run({})
    const reply = await caller.get('/read', { headers: { upgrade: 'websocket' } })
    expect(reply.text).toContain('only HTTP connections have one')
  })

  it('has Astro’s own session beside this one', async () => {
    const { caller } = await run({
      async answer({ locals, session }) {
        locals.session['color'] = 'red'
        return Response.json({ own: await session?.get('color'), isSame: (session as unknown) === locals.session })
      },
    })
    expect(JSON.parse((await caller.get('/both')).text)).toEqual({ isSame: false })
    expect(await read(caller)).toEqual({ color: 'red' })
  })

  it('S-L4 S-L11 a response of `fetch`, whose headers nobody can change, carries the cookie beside its own', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('from elsewhere')
    })
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
    afterThisTest(() => new Promise<void>((resolve) => void upstream.close(() => resolve())))
    const { caller } = await run({
      answer({ locals }) {
        locals.session['color'] = 'red'
        return fetch(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`)
      },
    })
    const reply = await caller.get('/fetched')
    expect(reply.text).toBe('from elsewhere')
    expect(namesOf(reply)).toEqual(['a', 'b', COOKIE])
  })

  it('S-L15 a response that is made once and given to many gets nobody’s cookie', async () => {
    const shared = new Response('the same', { status: 200 })
    const { caller } = await run({
      answer({ locals, url }) {
        if (url.searchParams.has('user')) {
          locals.session['user'] = url.searchParams.get('user')
        }
        return url.pathname === '/enter' ? new Response(null, shared) : shared.clone()
      },
    })
    const ada = await caller.get('/enter?user=ada', { cookie: null })
    const bob = await caller.get('/enter?user=bob', { cookie: null })
    expect([ada.setCookie.length, bob.setCookie.length]).toEqual([1, 1])
    expect(ada.setCookie).not.toEqual(bob.setCookie)
    expect(shared.headers.getSetCookie()).toEqual([])
  })

  it('S-L15 a server that hands over the same locals with each request is told so', async () => {
    silence()
    const locals = {}
    const { caller } = await run(
      {
        answer({ locals: { session }, url }) {
          session['user'] = url.searchParams.get('user')
          return new Response('logged in')
        },
        answerError(error, { locals: asked }) {
          try {
            return new Response(`hello, ${String(asked.session['user'])}`)
          } catch {
            return new Response(String(error), { status: 500 })
          }
        },
      },
      { localsOf: () => locals },
    )
    await caller.get('/login?user=ada')
    const reply = await caller.get('/read', { cookie: null })
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('its `locals` are those of another request')
    expect(reply.text).not.toContain('ada')
  })
})
