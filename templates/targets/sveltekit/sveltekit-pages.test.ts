// Pages, their forms, what streams into them, and errors in them: how SvelteKit answers with each, and the session with it.
import { namesOf, PAGE, read, run } from './sveltekit-application.harness.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bodyOf, headOf } from '../../contracts/contract-client.ts'
import { Gates } from '../../contracts/contract-gates.ts'
import { observe } from '../../contracts/observed-backend.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { buildApplication, missingBuilder } from './sveltekit-build.harness.ts'

const COOKIE = spec.cookieName

describeWith(missingBuilder, 'pages', () => {
  it('S-L4 S-L12 what a load writes is on the page, in the store and in the cookie; other pages say nothing of it', async () => {
    const { caller } = await run(() => ({
      layout: ({ locals }) => {
        locals.session['seen'] = 'yes'
      },
      pages: { one: { load: ({ locals }) => ({ text: locals.session['seen'] ?? 'not yet' }) } },
    }))
    const reply = await caller.get('/pages/one', { headers: PAGE })
    expect(reply.status).toBe(200)
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.headers.vary).toContain('Cookie')
    expect(await read(caller)).toEqual({ seen: 'yes' })
  })

  it('S-L1 a page that looks at no session has no cookie, and may be cached by others', async () => {
    const { caller, backend } = await run(() => ({ pages: { plain: { load: () => ({ text: 'plain' }) } } }))
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/plain', { headers: PAGE })
    expect(reply.setCookie).toEqual([])
    expect(reply.headers.vary ?? '').not.toContain('Cookie')
    expect(calls).toEqual([])
  })

  it('S-L4 the data that a navigation asks for carries the cookie as the page does', async () => {
    const { caller } = await run(() => ({
      pages: {
        visit: {
          load: ({ locals }) => {
            locals.session['visits'] = Number(locals.session['visits'] ?? 0) + 1
            return { text: `visit ${locals.session['visits']}` }
          },
        },
      },
    }))
    const reply = await caller.get('/pages/visit/__data.json')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(reply.text).toContain('visit 1')
    expect((await caller.get('/pages/visit', { headers: PAGE })).text).toContain('visit 2')
  })

  it('S-L11 cookies that the application sets stay, in their order, before that of the session', async () => {
    const { caller } = await run(() => ({
      second: ({ event, resolve }) => {
        event.cookies.set('language', 'de')
        return resolve(event)
      },
      pages: {
        one: {
          load: ({ cookies, locals }) => {
            cookies.set('theme', 'dark', { httpOnly: false })
            locals.session['seen'] = 'yes'
          },
        },
      },
    }))
    const reply = await caller.get('/pages/one', { headers: PAGE })
    expect(namesOf(reply)).toEqual(['language', 'theme', COOKIE])
  })

  it('S-L12 a page that says it may be cached, and sets the cookie, is kept out of caches', async () => {
    const { caller } = await run(() => ({
      pages: {
        one: {
          load: ({ setHeaders, locals }) => {
            setHeaders({ 'cache-control': 'public, max-age=60' })
            locals.session['seen'] = 'yes'
          },
        },
      },
    }))
    expect((await caller.get('/pages/one', { headers: PAGE })).headers['cache-control']).toBe('no-store')
  })

  it('S-L4 an answer that the browser has already, by its ETag, brings the cookie', async () => {
    const { caller } = await run(() => ({
      answer: ({ locals }) => {
        locals.session['visits'] = Number(locals.session['visits'] ?? 0) + 1
        return new Response('tagged', { headers: { etag: '"one"' } })
      },
    }))
    const reply = await caller.get('/tagged', { headers: { 'if-none-match': '"one"' } })
    expect(reply.status).toBe(304)
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ visits: 1 })
  })

  it('S-L10 what a streamed promise writes after the head has left throws, and the page hears of it', async () => {
    const gates = new Gates()
    const errors: unknown[] = []
    const { caller } = await run(() => ({
      handleError({ error }) {
        errors.push(error)
        return { message: 'failed late' }
      },
      pages: {
        late: {
          load: ({ locals }) => {
            locals.session['early'] = true
            const write = async (): Promise<string> => {
              await gates.pass('late')
              locals.session['late'] = true
              return 'written'
            }
            return { late: write() }
          },
        },
      },
    }))
    const response = await caller.open('GET', '/pages/late', { headers: PAGE })
    expect(headOf(response).setCookie).toHaveLength(1)
    await gates.arrived('late')
    gates.open('late')
    const page = await bodyOf(response)
    expect(page).toContain('waiting')
    expect(page).toContain('failed late')
    expect(errors).toEqual([expect.any(TypeError)])
    expect((errors[0] as Error).stack).toContain('sveltekit-pages.test.ts')
    expect(await read(caller)).toEqual({ early: true })
  })

  it('a prerendered page was made without a session, and is sent without one', async () => {
    const { caller, backend } = await run(() => ({}))
    const { calls } = observe(backend)
    const reply = await caller.get('/still', { headers: PAGE, cookie: `${COOKIE}=${'A'.repeat(43)}` })
    expect(reply).toMatchObject({ status: 200, setCookie: [] })
    expect(reply.text).toContain('session: false')
    expect(reply.text).toBe(readFileSync(join(await buildApplication(), 'prerendered/still.html'), 'utf8'))
    expect(calls).toEqual([])
  })
})

describeWith(missingBuilder, 'form actions', () => {
  it('S-L4 S-L8 a login that redirects carries the new cookie, and the page behind it knows the user', async () => {
    const { caller } = await run(({ redirect }) => ({
      pages: {
        login: {
          action: async ({ locals, request }) => {
            const session = await locals.session.regenerate()
            session['user'] = String((await request.formData()).get('user'))
            redirect(303, '/pages/home')
          },
        },
        home: { load: ({ locals }) => ({ text: locals.session['user'] ?? 'nobody' }) },
      },
    }))
    await caller.post('/pages/login', { headers: PAGE })
    const first = caller.cookieHeader
    const reply = await caller.post('/pages/login', { headers: PAGE })
    expect(reply).toMatchObject({ status: 303, headers: { location: '/pages/home' } })
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(caller.cookieHeader).not.toBe(first)
    expect((await caller.get('/pages/home', { headers: PAGE })).text).toContain('data: null;')
  })

  it.each(['form', 'script'])(
    'S-L4 S-L8 one that does not redirect, sent by a %s: the loads behind it see the login',
    async (by) => {
      const { caller } = await run(() => ({
        pages: {
          login: {
            action: async ({ locals }) => {
              const session = await locals.session.regenerate()
              session['user'] = 'ada'
              return { text: 'welcome' }
            },
            load: ({ locals }) => ({ text: locals.session['user'] ?? 'nobody', ask: '/me' }),
          },
        },
        answer: ({ locals }) => new Response(`${String(locals.session['user'])} asks`),
      }))
      await caller.get('/pages/login', { headers: PAGE })
      const headers = by === 'form' ? PAGE : { ...PAGE, accept: 'application/json', 'x-sveltekit-action': 'true' }
      const reply = await caller.post('/pages/login', { headers })
      expect(namesOf(reply)).toEqual([COOKIE])
      expect(reply.text).toContain('welcome')
      if (by === 'form') {
        expect(reply.text).toContain('data: ada; answer: ada asks; form: welcome')
      }
      expect(await read(caller)).toEqual({ user: 'ada' })
    },
  )

  it('S-L6 one that fails, and one that throws, keep what they wrote', async () => {
    const { caller } = await run(({ fail, error }) => ({
      pages: {
        fails: {
          action: ({ locals }) => {
            locals.session['fails'] = 1
            return fail(422, { text: 'not so' })
          },
        },
        throws: {
          action: ({ locals }) => {
            locals.session['throws'] = 1
            throw new Error('boom')
          },
        },
        refuses: {
          action: ({ locals }) => {
            locals.session['refuses'] = 1
            error(403, 'not for you')
          },
        },
      },
    }))
    expect(await caller.post('/pages/fails', { headers: PAGE })).toMatchObject({ status: 422 })
    expect(await caller.post('/pages/throws', { headers: PAGE })).toMatchObject({ status: 500 })
    expect(await caller.post('/pages/refuses', { headers: PAGE })).toMatchObject({ status: 403 })
    expect(await read(caller)).toEqual({ fails: 1, throws: 1, refuses: 1 })
  })
})

describeWith(missingBuilder, 'errors', () => {
  it('S-L6 a load that throws: the error page carries the cookie of what was written, and handleError writes too', async () => {
    const { caller } = await run(() => ({
      handleError({ event }) {
        event.locals.session['note'] = 'from handleError'
        return { message: 'sorry' }
      },
      pages: {
        broken: {
          load: ({ locals }) => {
            locals.session['written'] = 'before'
            throw new Error('boom')
          },
        },
      },
    }))
    const reply = await caller.get('/pages/broken', { headers: PAGE })
    expect(reply.status).toBe(500)
    expect(reply.text).toContain('sorry')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ written: 'before', note: 'from handleError' })
  })

  it('S-L5 a store that fails: the error page, without a cookie and without the page', async () => {
    const { caller, backend } = await run(() => ({
      pages: {
        one: {
          load: ({ locals }) => {
            locals.session['seen'] = 'yes'
            return { text: 'original' }
          },
        },
      },
    }))
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    const reply = await caller.get('/pages/one', { headers: PAGE })
    expect(reply).toMatchObject({ status: 500, setCookie: [] })
    expect(reply.text).toContain('SessionStoreError: The store is down')
    expect(reply.text).not.toContain('original')
  })

  it('S-L5 the body that is not sent is not read either: a stream hears of it', async () => {
    let cancelled = (): void => {}
    const isCancelled = new Promise<void>((resolve) => (cancelled = resolve))
    const { caller, backend } = await run(() => ({
      answer: ({ locals }) => {
        locals.session['color'] = 'red'
        return new Response(new ReadableStream({ cancel: () => cancelled() }))
      },
    }))
    observe(backend).fail('create', new Error('down'))
    expect(await caller.get('/stream')).toMatchObject({ status: 500, setCookie: [] })
    await isCancelled
  })

  it('S-L2 where the session could not be loaded, handleError learns of that', async () => {
    const reasons: string[] = []
    const { caller, backend } = await run(() => ({
      handleError({ event }) {
        try {
          event.locals.session['note'] = 'never'
        } catch (reason) {
          reasons.push((reason as Error).message)
        }
        return { message: 'sorry' }
      },
    }))
    observe(backend).fail('get', new Error('down'))
    expect(await caller.get('/read', { cookie: `${COOKIE}=${'A'.repeat(43)}` })).toMatchObject({ status: 500 })
    expect(reasons).toEqual([expect.stringContaining('it could not be loaded')])
  })
})
