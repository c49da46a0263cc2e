// Errors, and the pages that Astro answers with instead: they go through the middlewares once more.
import { namesOf, read, run, silence } from './astro-application.harness.ts'
import { expect, it } from 'vitest'
import { observe } from '../../contracts/observed-backend.ts'
import { describeWith } from '../../contracts/services.ts'
import { spec } from '../../runtime/spec.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { missingBuilder } from './astro-build.harness.ts'

const COOKIE = spec.cookieName

const operations = (calls: readonly { readonly operation: string }[]): readonly string[] =>
  calls.map(({ operation }) => operation)

describeWith(missingBuilder, 'the error page', () => {
  it('S-L6 carries the cookie of what was written before the error, and writes too', async () => {
    silence()
    const { caller, backend } = await run({
      pages: {
        broken: {
          render({ locals }) {
            locals.session['written'] = 'before'
            throw new Error('boom')
          },
        },
      },
      answerError(error, { locals }) {
        locals.session['note'] = `from the error page of ${locals.session['written']}`
        return new Response(String(error), { status: 500 })
      },
    })
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/broken')
    expect(reply).toMatchObject({ status: 500, text: 'Error: boom' })
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(reply.headers.vary).toContain('Cookie')
    expect(operations(calls)).toEqual(['create', 'update'])
    expect(await read(caller)).toEqual({ written: 'before', note: 'from the error page of before' })
  })

  it('S-L1 S-L2 of somebody who is known: the store is asked once', async () => {
    silence()
    const { caller, backend } = await run({
      answer({ locals, url }) {
        locals.session['color'] = 'red'
        if (url.pathname === '/broken') {
          throw new Error('boom')
        }
        return new Response('written')
      },
    })
    await caller.get('/write')
    const { calls } = observe(backend)
    expect(await caller.get('/broken')).toMatchObject({ status: 500, setCookie: [] })
    expect(operations(calls)).toEqual(['get'])
  })

  it('S-L8 a login that fails halfway leaves the browser with the new id', async () => {
    silence()
    const { caller } = await run({
      async answer({ locals, url }) {
        if (url.pathname === '/login') {
          const session = await locals.session.regenerate({ keep: true })
          session['user'] = 'ada'
          throw new Error('boom')
        }
        locals.session['cart'] = 'pen'
        return new Response('written')
      },
    })
    await caller.get('/write')
    const first = caller.cookieHeader
    expect(namesOf(await caller.get('/login'))).toEqual([COOKIE])
    expect(caller.cookieHeader).not.toBe(first)
    expect(await read(caller)).toEqual({ cart: 'pen', user: 'ada' })
  })

  it('S-L8 waits for a regenerate that was still under way', async () => {
    silence()
    const { caller, backend } = await run({
      answer({ locals, url }) {
        if (url.pathname === '/broken') {
          void locals.session.regenerate({ keep: true })
          throw new Error('boom')
        }
        locals.session['cart'] = 'pen'
        return new Response('written')
      },
    })
    await caller.get('/write')
    const { delay } = observe(backend)
    for (const operation of ['get', 'update', 'delete'] as const) {
      delay(operation, () => new Promise((resolve) => setTimeout(resolve, 20)))
    }
    const first = caller.cookieHeader
    const reply = await caller.get('/broken')
    expect(reply.text).toBe('error page: Error: boom')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(caller.cookieHeader).not.toBe(first)
    expect(await read(caller)).toEqual({ cart: 'pen' })
  })

  it('S-L6 without one: what was written to a session that exists is saved, and a new cookie cannot leave', async () => {
    silence()
    const { caller, backend } = await run(
      {
        answer({ locals, url }) {
          locals.session[url.pathname] = 'tried'
          if (url.pathname === '/broken') {
            throw new Error('boom')
          }
          return new Response('written')
        },
      },
      { without: ['src/pages/500.js'] },
    )
    const { calls } = observe(backend)
    expect(await caller.get('/broken')).toMatchObject({ status: 500, setCookie: [], text: '' })
    expect(operations(calls)).toEqual(['create'])
    await caller.get('/write')
    expect(await caller.get('/broken')).toMatchObject({ status: 500, setCookie: [] })
    expect(await read(caller)).toEqual({ '/write': 'tried', '/broken': 'tried' })
  })

  it('S-L5 gets the error of a save that fails: no cookie goes out, nothing of the page, and the store is asked once', async () => {
    silence()
    const { caller, backend } = await run({
      pages: {
        one: {
          render({ locals }) {
            locals.session['seen'] = 'yes'
            return 'original'
          },
        },
      },
      answerError(error, { locals }) {
        return new Response(`${String(error)}, ${JSON.stringify(locals.session)}`, { status: 503 })
      },
    })
    const observation = observe(backend)
    observation.fail('create', new SessionStoreError('The store is down'))
    const reply = await caller.get('/pages/one')
    expect(reply).toMatchObject({ status: 503, setCookie: [] })
    expect(reply.text).toBe('SessionStoreError: The store is down, {"seen":"yes"}')
    expect(operations(observation.calls)).toEqual(['create'])
  })

  it('S-L5 gets that of the save where a page throws and nothing can be saved either; the other is printed', async () => {
    const printed = silence()
    const { caller, backend } = await run({
      answer({ locals }) {
        locals.session['color'] = 'red'
        throw new Error('boom')
      },
    })
    const observation = observe(backend)
    observation.fail('create', new SessionStoreError('The store is down'))
    const reply = await caller.get('/broken')
    expect(reply).toMatchObject({ text: 'error page: SessionStoreError: The store is down', setCookie: [] })
    expect(operations(observation.calls)).toEqual(['create'])
    expect(printed).toContainEqual([new Error('boom')])
  })

  it('S-L5 whose own write cannot be saved goes out without a cookie', async () => {
    silence()
    const { caller, backend } = await run({
      answer() {
        throw new Error('boom')
      },
      answerError(error, { locals }) {
        locals.session['note'] = 'from the error page'
        return new Response(String(error), { status: 500 })
      },
    })
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    expect(await caller.get('/broken')).toMatchObject({ status: 500, setCookie: [] })
  })

  it('S-L2 where the session could not be loaded, is told so, and the store is asked once', async () => {
    silence()
    const reasons: string[] = []
    const { caller, backend } = await run({
      answerError(error, { locals }) {
        try {
          locals.session['note'] = 'never'
        } catch (reason) {
          reasons.push((reason as Error).message)
        }
        return new Response(String(error), { status: 500 })
      },
    })
    const observation = observe(backend)
    observation.fail('get', new Error('down'))
    const reply = await caller.get('/read', { cookie: `${COOKIE}=${'A'.repeat(43)}` })
    expect(reply).toMatchObject({ status: 500, text: 'Error: down', setCookie: [] })
    expect(reasons).toEqual([expect.stringContaining('it could not be loaded')])
    expect(operations(observation.calls)).toEqual(['get'])
  })

  it('S-L5 the body that is not sent is not read either: a stream hears of it', async () => {
    silence()
    let cancelled = (): void => {}
    const isCancelled = new Promise<void>((resolve) => (cancelled = resolve))
    const { caller, backend } = await run({
      answer({ locals }) {
        locals.session['color'] = 'red'
        return new Response(new ReadableStream({ cancel: () => cancelled() }))
      },
    })
    observe(backend).fail('create', new Error('down'))
    expect(await caller.get('/stream')).toMatchObject({ status: 500, setCookie: [] })
    await isCancelled
  })

  it('S-L6 is not asked where a middleware answers the error: one behind the sessions takes the cookie along', async () => {
    const { caller } = await run({
      second: async (_context, next) => next().catch((error: unknown) => new Response(String(error), { status: 418 })),
      answer({ locals }) {
        locals.session['color'] = 'red'
        throw new Error('boom')
      },
    })
    const reply = await caller.get('/broken')
    expect(reply).toMatchObject({ status: 418, text: 'Error: boom' })
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(await read(caller)).toEqual({ color: 'red' })
  })

  it('S-L5 S-L6 one before the sessions answers with the status that theirs have', async () => {
    const { caller, backend } = await run({
      first: async (_context, next) =>
        next().catch((error: SessionStoreError) => new Response(error.message, { status: error.statusCode })),
      answer({ locals }) {
        locals.session['color'] = 'red'
        return new Response('written')
      },
    })
    observe(backend).fail('create', new SessionStoreError('The store is down'))
    expect(await caller.get('/write')).toMatchObject({ status: 503, text: 'The store is down', setCookie: [] })
  })
})

describeWith(missingBuilder, 'a page in the place of an empty answer', () => {
  const empty = (status: number): Response => new Response(null, { status })

  it('S-L4 S-L11 S-L12 of a page that has written: it is saved once, its cookie is there once, and the page reads', async () => {
    const { caller, backend } = await run({
      pages: {
        gone: {
          render({ locals }) {
            locals.session['looked'] = 'for it'
            return empty(404)
          },
        },
      },
      missing: ({ locals }) => locals.session['looked'],
    })
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/gone')
    expect(reply.status).toBe(404)
    expect(reply.text).toContain('not found: for it')
    expect(reply.headers.vary).toBe('Cookie')
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(operations(calls)).toEqual(['create'])
    expect(await read(caller)).toEqual({ looked: 'for it' })
  })

  it('S-L4 of a page that has not: it writes, and its cookie is there', async () => {
    const { caller, backend } = await run({
      pages: { gone: { render: () => empty(404) } },
      missing: ({ locals }) => (locals.session['missed'] = 'yes'),
    })
    const { calls } = observe(backend)
    const reply = await caller.get('/pages/gone')
    expect(reply.status).toBe(404)
    expect(namesOf(reply)).toEqual([COOKIE])
    expect(operations(calls)).toEqual(['create'])
    expect(await read(caller)).toEqual({ missed: 'yes' })
  })

  it('S-L12 varies by the cookie where it reads what the answer before it did not', async () => {
    const { caller } = await run({
      pages: {
        gone: {
          render() {
            return new Response(null, { status: 404, headers: { Vary: 'Accept-Language' } })
          },
        },
      },
      missing: ({ locals }) => locals.session['user'],
    })
    expect((await caller.get('/pages/gone')).headers.vary).toBe('Accept-Language, Cookie')
  })

  it('S-L9 S-L11 of a page that has ended the session: it is gone from the browser, by one line', async () => {
    const { caller } = await run({
      answer({ locals }) {
        locals.session['user'] = 'ada'
        return new Response('logged in')
      },
      pages: {
        gone: {
          async render({ locals }) {
            await locals.session.destroy()
            return empty(500)
          },
        },
      },
      answerError: (error) => new Response(`sorry: ${String(error)}`, { status: 500 }),
    })
    await caller.get('/login')
    const reply = await caller.get('/pages/gone')
    expect(reply).toMatchObject({ status: 500, text: 'sorry: null' })
    expect(reply.setCookie).toEqual([expect.stringContaining('Max-Age=0')])
    expect(await read(caller)).toEqual({})
  })
})
