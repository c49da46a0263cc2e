// Pages, what streams into them, their actions and islands: how Astro answers with each, and the session with it.
import { namesOf, read, run, silence } from './astro-application.harness.ts'
import { expect, it } from 'vitest'
import { headOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { missingBuilder } from './astro-build.harness.ts'

const COOKIE = spec.cookieName

describeWith(missingBuilder, 'pages', () => {
  it('S-L4 S-L12 what the frontmatter writes is on the page, in the store and in the cookie', async () => {
    const { caller, backend } = await run({
      pages: {
        one: {
          async render({ locals }) {
            await Promise.resolve()
            locals.session['seen'] = 'yes'
            return locals.session['seen']
          },
        },
      },
    })
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/one')
    expect(reply.text).toContain('page: yes')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toBe('Cookie')
    expect(calls.map(({ operation }) => operation)).toEqual(['create'])
    expect(await read(caller)).toEqual({ seen: 'yes' })
  })

  it('S-L4 what a component writes that is rendered before the page leaves is saved', async () => {
    const { caller } = await run({
      pages: { one: { early: ({ locals }) => (locals.session['early'] = 'yes') } },
    })
    expect(namesOf(await caller.get('/pages/one'))).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ early: 'yes' })
  })

  it('S-L10 what a component writes after the head has left throws there, Astro logs it, and the page breaks off', async () => {
    const printed = silence()
    const gates = new Gates()
    const errors: unknown[] = []
    const { caller } = await run({
      pages: {
        one: {
          render: ({ locals }) => (locals.session['early'] = 'yes'),
          async late({ locals }) {
            await gates.pass('late')
            try {
              locals.session['late'] = 'yes'
            } catch (error) {
              errors.push(error)
              throw error
            }
          },
        },
      },
    })
    const response = await caller.open('GET', '/pages/one')
    expect(headOf(response).setCookie).toHaveLength(1)
    await gates.arrived('late')
    gates.open('late')
    await expect(response.toArray()).rejects.toThrow('aborted')
    expect(errors).toEqual([expect.any(TypeError)])
    expect((errors[0] as Error).stack).toContain('astro-pages.test.ts')
    expect(await read(caller)).toEqual({ early: 'yes' })
    expect(printed).toEqual([[expect.stringContaining('in the middle of the stream'), '/pages/one', errors[0]]])
  })

  it('S-L12 what a component reads after the head has left is on a page that caches know to depend on the cookie', async () => {
    const gates = new Gates()
    const { caller } = await run({
      answer({ locals }) {
        locals.session['user'] = 'ada'
        return new Response('logged in')
      },
      pages: {
        one: {
          async late({ locals }) {
            await gates.pass('late')
            return locals.session['user']
          },
        },
      },
    })
    await caller.get('/login')
    const response = await caller.open('GET', '/pages/one')
    expect(headOf(response).headers.vary).toBe('Cookie')
    await gates.arrived('late')
    gates.open('late')
    expect(Buffer.concat(await response.toArray()).toString()).toContain('late: ada')
  })

  it('S-L1 a page that nobody is known to asks no store and sets no cookie; an endpoint does not vary either', async () => {
    const { caller, backend } = await run({ pages: { one: {} }, answer: () => new Response('plain') })
    const { calls } = observe(backend)
    expect((await caller.get('/pages/one')).setCookie).toEqual([])
    const reply = await caller.get('/plain')
    expect(reply).toMatchObject({ text: 'plain', setCookie: [] })
    expect(reply.headers.vary).toBeUndefined()
    expect(calls).toEqual([])
  })

  it('S-L2 a page without a session leaves for every cache', async () => {
    const { caller } = await run({
      first({ locals, routePattern }, next) {
        locals.skipSession = routePattern === '/pages/[name]'
        return next()
      },
      pages: { one: {} },
    })
    expect((await caller.get('/pages/one')).headers.vary).toBeUndefined()
    expect(await read(caller)).toEqual({})
  })

  it('S-L4 HEAD carries the cookie of GET', async () => {
    const { caller } = await run({ pages: { one: { render: ({ locals }) => (locals.session['seen'] = 'yes') } } })
    const reply = await caller.send('HEAD', '/pages/one')
    expect(reply).toMatchObject({ status: 200, text: '' })
    expect(namesOf(reply)).toEqual([COOKIE])
  })

  it('S-L11 what the application sets in Astro.cookies, and the headers of a page, stay', async () => {
    const { caller } = await run({
      second({ cookies }, next) {
        cookies.set('language', 'de', { path: '/' })
        return next()
      },
      pages: {
        one: {
          render({ cookies, locals, response }) {
            cookies.set('theme', 'dark')
            response.headers.set('Cache-Control', 'public, max-age=60')
            response.headers.append('Set-Cookie', 'own=1')
            response.status = 203
            locals.session['seen'] = 'yes'
          },
        },
      },
    })
    const reply = await caller.get('/pages/one')
    expect(namesOf(reply).toSorted()).toEqual([COOKIE, 'language', 'own', 'theme'].toSorted())
    expect(reply).toMatchObject({ status: 203, headers: { 'cache-control': 'no-store' } })
  })

  it('S-L4 a redirect of a page carries the cookie', async () => {
    const { caller } = await run({
      pages: {
        one: {
          render({ locals, redirect }) {
            locals.session['returnTo'] = '/pages/one'
            return redirect('/login', 303)
          },
        },
      },
    })
    const reply = await caller.get('/pages/one')
    expect(reply).toMatchObject({ status: 303, headers: { location: '/login' } })
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ returnTo: '/pages/one' })
  })

  it('S-L4 the page that another is rewritten to works on its session: it is loaded once, and saved once', async () => {
    const { caller, backend } = await run({
      pages: {
        one: {
          async render({ locals, rewrite }) {
            locals.session['one'] = 'yes'
            const answer = await rewrite('/pages/two')
            locals.session['behind'] = 'yes'
            return answer
          },
        },
        two: {
          render({ locals }) {
            locals.session['two'] = 'yes'
            return Object.keys(locals.session).join()
          },
        },
      },
    })
    await caller.get('/pages/two')
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/one')
    expect(reply.text).toContain('page: two,one')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(calls.map(({ operation }) => operation)).toEqual(['get', 'update'])
    expect(await read(caller)).toEqual({ two: 'yes', one: 'yes', behind: 'yes' })
  })
})

describeWith(missingBuilder, 'actions', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  const login = (fails = false): ReturnType<typeof run> =>
    run({
      async act(form, { locals }) {
        const session = await locals.session.regenerate({ keep: true })
        session['user'] = String(form.get('user'))
        if (fails) {
          throw new Error('boom')
        }
        return 'welcome'
      },
      pages: { login: { render: ({ locals }) => locals.session['user'] ?? 'nobody' } },
    })

  it('S-L4 S-L8 of a form: the page behind it knows the user, and carries the new cookie', async () => {
    const { caller } = await login()
    await caller.post('/pages/login?_action=act', { headers: FORM, body: 'user=bob' })
    const first = caller.cookieHeader
    const reply = await caller.post('/pages/login?_action=act', { headers: FORM, body: 'user=ada' })
    expect(reply.text).toContain('page: ada')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(caller.cookieHeader).not.toBe(first)
  })

  it('S-L4 S-L8 called by a script: its answer carries the new cookie', async () => {
    const { caller } = await login()
    const reply = await caller.post('/_actions/act', { headers: FORM, body: 'user=ada' })
    expect(reply).toMatchObject({ status: 200, text: '["welcome"]' })
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ user: 'ada' })
  })

  it.each(['/pages/login?_action=act', '/_actions/act'])(
    'S-L6 one that throws keeps what it wrote: %s',
    async (path) => {
      const { caller } = await login(true)
      const reply = await caller.post(path, { headers: FORM, body: 'user=ada' })
      expect(reply.status).toBe(500)
      expect(namesOf(reply)).toEqual([COOKIE])
      expect(await read(caller)).toEqual({ user: 'ada' })
    },
  )
})

describeWith(missingBuilder, 'server islands', () => {
  it('S-L4 S-L12 have the session of their own request, and may write to it', async () => {
    const { caller } = await run({
      answer({ locals }) {
        locals.session['user'] = 'ada'
        return new Response('logged in')
      },
      pages: {
        one: {
          hasIsland: true,
          async island({ locals }) {
            await Promise.resolve()
            locals.session['island'] = 'yes'
            return locals.session['user']
          },
        },
      },
    })
    await caller.get('/login')
    const page = (await caller.get('/pages/one')).text
    const [, path = ''] = /["'](\/_server-islands\/[^"']+)["']/.exec(page) ?? []
    const island = await caller.get(path.replaceAll('&amp;', '&'))
    expect(island.text).toContain('island: ada')
    expect(island.headers.vary).toContain('Cookie')
    expect(await read(caller)).toEqual({ user: 'ada', island: 'yes' })
  })
})
