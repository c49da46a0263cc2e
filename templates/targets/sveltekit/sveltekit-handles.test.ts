// The session beside other `handle`s, and in requests that handlers make of the application itself.
import { afterThisTest, namesOf, PAGE, read, run } from './sveltekit-application.harness.ts'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { missingBuilder } from './sveltekit-build.harness.ts'
import { sessions } from './sveltekit.ts'

const COOKIE = spec.cookieName

describeWith(missingBuilder, 'another handle', () => {
  it('S-L11 a second copy of the middleware leaves the session to the first', async () => {
    const { caller, backend } = await run(() => ({
      second: sessions({ backend: new MemoryBackend() }),
      answer: ({ locals }) => {
        locals.session['color'] = 'red'
        return new Response('written')
      },
    }))
    const { calls } = observe(backend)
    expect((await caller.get('/write')).setCookie).toHaveLength(1)
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
  })

  it('S-L2 nobody replaces the session, and who switches it off is named', async () => {
    const { caller } = await run(() => ({
      first: ({ event, resolve }) => {
        event.locals.skipSession = event.url.pathname === '/off'
        return resolve(event)
      },
      answer: ({ locals }) => {
        Reflect.set(locals, 'session', {})
        return Response.json({ ...locals.session })
      },
    }))
    expect((await caller.get('/on')).text).toContain('The session cannot be replaced')
    expect((await caller.get('/off')).text).toContain('The session cannot be replaced')
    const { caller: other } = await run(() => ({
      first: ({ event, resolve }) => {
        event.locals.skipSession = true
        return resolve(event)
      },
    }))
    expect((await other.get('/read')).text).toContain('event.locals.skipSession is set')
  })

  it('S-L2 a handshake has no session, and its answer is left alone', async () => {
    const { caller } = await run(() => ({}))
    const reply = await caller.get('/read', { headers: { upgrade: 'websocket' } })
    expect(reply.text).toContain('only HTTP connections have one')
  })

  it.each([
    ['a page', '/pages/secret', 303],
    ['the data of a page', '/pages/secret/__data.json', 200],
  ])('S-L4 a redirect that another handle throws takes the session along: %s', async (_what, path, status) => {
    const { caller } = await run(({ redirect }) => ({
      second: ({ event, resolve }) => {
        if (event.url.pathname === '/pages/secret') {
          event.cookies.set('own', '1')
          event.locals.session['returnTo'] = event.url.pathname
          redirect(303, '/pages/login')
        }
        return resolve(event)
      },
      pages: { secret: {} },
    }))
    const reply = await caller.get(path)
    expect(reply.status).toBe(status)
    expect(status === 303 ? reply.headers.location : JSON.parse(reply.text).location).toBe('/pages/login')
    expect(namesOf(reply).toSorted()).toEqual([COOKIE, 'own'].toSorted())
    const [line = ''] = reply.setCookie.filter((each) => each.startsWith(COOKIE))
    expect(line).toMatch(
      /^__Host-session=[\w-]{43}; Max-Age=1209600; Path=\/; Expires=[^;]+ GMT; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(await read(caller)).toEqual({ returnTo: '/pages/secret' })
  })

  it('S-L9 a session that ends before such a redirect is gone from the browser', async () => {
    const { caller } = await run(({ redirect }) => ({
      second: async ({ event, resolve }) => {
        if (event.url.pathname === '/ends') {
          await event.locals.session.destroy()
          redirect(303, '/')
        }
        return resolve(event)
      },
      answer: ({ locals }) => {
        locals.session['color'] = 'red'
        return new Response('written')
      },
    }))
    await caller.get('/write')
    const [line = ''] = (await caller.get('/ends')).setCookie
    expect(line).toContain(`${COOKIE}=null; Max-Age=0`)
    expect(await read(caller)).toEqual({})
  })

  it('S-L6 an error that another handle throws: what was written to a session that exists is saved', async () => {
    const { caller } = await run(({ error }) => ({
      second: ({ event, resolve }) => {
        const { pathname } = event.url
        if (pathname === '/refused' || pathname === '/broken') {
          event.locals.session[pathname] = 'tried'
          if (pathname === '/refused') {
            error(401, 'who are you?')
          }
          throw new Error('boom')
        }
        return resolve(event)
      },
      answer: ({ locals }) => {
        locals.session['color'] = 'red'
        return new Response('written')
      },
    }))
    await caller.get('/write')
    expect(await caller.get('/refused')).toMatchObject({ status: 401 })
    expect(await caller.get('/broken')).toMatchObject({ status: 500 })
    expect(await read(caller)).toEqual({ color: 'red', '/refused': 'tried', '/broken': 'tried' })
  })

  it('S-L5 what cannot be saved then is an error, and no redirect', async () => {
    const { caller, backend } = await run(({ redirect }) => ({
      second: ({ event }) => {
        event.locals.session['color'] = 'red'
        return redirect(303, '/')
      },
    }))
    observe(backend).fail('create', new Error('The store is down'))
    const reply = await caller.get('/anything')
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).toContain('The store is down')
  })

  it('S-L10 a redirect that is thrown when the response is there can take no new cookie along: that is an error', async () => {
    const { caller } = await run(({ redirect }) => ({
      second: async ({ event, resolve }) => {
        await resolve(event)
        event.locals.session['color'] = 'red'
        return redirect(303, '/')
      },
    }))
    const reply = await caller.get('/anything')
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).toContain('cookies.set')
  })

  it('S-L4 S-L11 a response of `fetch`, whose headers nobody can change, carries the cookie beside its own', async () => {
    const upstream = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('from elsewhere')
    })
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve))
    afterThisTest(() => new Promise<void>((resolve) => void upstream.close(() => resolve())))
    const { caller } = await run(() => ({
      answer: ({ locals, fetch: ask }) => {
        locals.session['color'] = 'red'
        return ask(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`)
      },
    }))
    const reply = await caller.get('/fetched')
    expect(reply.text).toBe('from elsewhere')
    expect(namesOf(reply)).toEqual(['a', 'b', COOKIE])
  })

  it('S-L4 S-L15 a response that is made once and given to many gets nobody’s cookie', async () => {
    const shared = new Response(null, { status: 204 })
    const { caller } = await run(() => ({
      answer: ({ locals, url }) => {
        if (url.searchParams.has('user')) {
          locals.session['user'] = url.searchParams.get('user')
        }
        return shared
      },
    }))
    const ada = await caller.get('/enter?user=ada', { cookie: null })
    const bob = await caller.get('/enter?user=bob', { cookie: null })
    expect([ada.setCookie.length, bob.setCookie.length]).toEqual([1, 1])
    expect(ada.setCookie).not.toEqual(bob.setCookie)
    expect((await caller.get('/enter', { cookie: null })).setCookie).toEqual([])
  })
})

describeWith(missingBuilder, 'requests that handlers make of the application itself', () => {
  const asking = (path: string, init?: RequestInit) =>
    run(() => ({
      handleFetch: ({ request, fetch: ask }) => ask(request),
      answer: async ({ locals, url, fetch: ask }) => {
        const { session } = locals
        if (url.pathname === '/inner') {
          session['inner'] = url.searchParams.get('value') ?? 'yes'
          return Response.json({ ...session })
        }
        if (url.pathname === '/inner/again') {
          return ask('/inner')
        }
        session['outer'] = 'yes'
        const reply = await ask(new URL(path, url), init)
        return new Response(`${reply.status} ${reply.headers.getSetCookie().length} ${await reply.text()}`)
      },
    }))

  it.each(['/inner', '/inner/again'])(
    'S-L11 work on its session: both writes are saved, in one cookie: %s',
    async (path) => {
      const { caller, backend } = await asking(path)
      const { calls } = observe(backend)
      const reply = await caller.get('/outer')
      expect(reply.text).toBe('200 0 {"outer":"yes","inner":"yes"}')
      expect(namesOf(reply)).toEqual([COOKIE])
      expect(calls.map(({ operation }) => operation)).toEqual(['create'])
      expect(await read(caller)).toEqual({ outer: 'yes', inner: 'yes' })
    },
  )

  it('S-O1 those that change something are the application’s own', async () => {
    const { caller } = await asking('/inner', { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
    await caller.get('/outer')
    expect((await caller.get('/outer')).text).toBe('200 0 {"outer":"yes","inner":"yes"}')
  })

  it('those without credentials are strangers, and are let in all the same', async () => {
    const { caller } = await asking('/inner', { method: 'POST', credentials: 'omit' })
    await caller.get('/outer')
    expect(await read(caller)).toMatchObject({ outer: 'yes' })
    expect((await caller.get('/outer')).text).toContain('{"inner":"yes"}')
  })

  it('those with cookies of their own are whoever these say', async () => {
    const { caller } = await run(() => ({
      answer: ({ locals, url, fetch: ask }) => {
        locals.session['user'] ??= url.searchParams.get('user')
        return ask('/read', { headers: { cookie: url.searchParams.get('cookie') ?? '' } })
      },
    }))
    await caller.get('/as?user=bob', { cookie: null })
    const bob = caller.cookieHeader
    await caller.get('/as?user=ada', { cookie: null })
    expect(await read(caller)).toEqual({ user: 'ada' })
    expect((await caller.get(`/as?cookie=${encodeURIComponent(bob)}`)).text).toBe('{"user":"bob"}')
  })

  it('S-L12 S-L2 a page whose load asks for what the session says depends on the cookie', async () => {
    const { caller } = await run(() => ({ pages: { one: { load: () => ({ ask: '/read' }) } } }))
    const reply = await caller.get('/pages/one', { headers: PAGE })
    expect(reply.text).toContain('answer: {}')
    expect(reply.headers.vary).toContain('Cookie')
    expect(reply.setCookie).toEqual([])
  })
})
