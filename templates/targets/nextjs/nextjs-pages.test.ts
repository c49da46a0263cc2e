// Server Components on a real Next.js: they read, and the proxy renews for them.
import { shownOn, type Visitor, visit } from './nextjs-application.harness.ts'
import { authoredConfig } from '../../contracts/contract-spec.ts'
import { NextRequest, NextResponse } from 'next/server.js'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { type Observation, observe } from '../../contracts/observed-backend.ts'
import { type NextSessions, sessions } from './nextjs.ts'

const NAME = authoredConfig.cookieName

interface Started {
  readonly visitor: Visitor
  readonly store: Observation
  readonly clock: { time: number }
}

/** A visitor whose session holds a cart; `render` is what the page does. */
async function start(render: (own: NextSessions) => Promise<string>): Promise<Started> {
  const clock = { time: Date.now() }
  const backend = new MemoryBackend(() => clock.time)
  const store = observe(backend)
  const own = sessions({ backend })
  const visitor = await visit({
    answer: own.routeHandler((_request, { session }) => {
      session['cart'] = ['apple']
      return new Response()
    }),
    proxy: own.renewSession,
    render: () => render(own),
  })
  await visitor.post('/cart')
  store.forget()
  return { visitor, store, clock }
}

const show = async ({ getSession }: NextSessions): Promise<string> => JSON.stringify({ ...(await getSession()) })
const EMPTY = '{}'
const FULL = '{&quot;cart&quot;:[&quot;apple&quot;]}'

afterEach(() => vi.unstubAllEnvs())

describe('pages', () => {
  it('S-L1 read the session, and write nothing', async () => {
    const { visitor, store } = await start(show)
    const reply = await visitor.get('/rendered')
    expect(shownOn(reply)).toBe(FULL)
    expect(reply.setCookie).toEqual([])
    // S-L12: what the page shows is for nobody to keep.
    expect(reply.headers['cache-control']).toMatch(/private.*no-store/)
    expect(store.calls.every(({ operation }) => operation === 'get')).toBe(true)
  })

  it('S-L1 ask nobody for the session of who has no cookie', async () => {
    const { visitor, store } = await start(show)
    const reply = await visitor.get('/rendered', { cookie: null })
    expect(shownOn(reply)).toBe(EMPTY)
    expect(reply.setCookie).toEqual([])
    expect(store.calls).toEqual([])
  })

  it.each(['test', 'production'])('S-L10 can’t write to it, nor to what it holds: %s', async (environment) => {
    vi.stubEnv('NODE_ENV', environment)
    const { visitor } = await start(async ({ getSession }) => {
      const session = (await getSession()) as unknown as { user: string; cart: string[] }
      expect(() => (session.user = 'eve')).toThrow(TypeError)
      expect(() => session.cart.push('pear')).toThrow(TypeError)
      return 'refused'
    })
    expect(await visitor.render()).toBe('refused')
  })

  it.each([
    ['two of its name', (own: string) => `${own}; ${own}`],
    ['two of its name, behind a tab', (own: string) => `${own};\t${own}`],
    [
      'one that is percent-encoded',
      (own: string) => own.replace(/=(.)/, (_all, first: string) => `=%${first.charCodeAt(0).toString(16)}`),
    ],
    ['one that cannot be decoded', () => `${NAME}=%zz`],
  ])('S-P1 case 52 a cookie that is none in a handler is none on a page: %s', async (_what, cookieOf) => {
    const { visitor, store } = await start(show)
    const cookie = cookieOf(visitor.cookieHeader)
    expect(shownOn(await visitor.get('/rendered', { cookie }))).toBe(EMPTY)
    expect(store.calls).toEqual([])
  })

  it('S-P1 a cookie in quotes is ours, among others that are not', async () => {
    const { visitor } = await start(show)
    const cookie = `a=b%; x${visitor.cookieHeader}; ${visitor.cookieHeader.replace('=', '="')}"; c`
    expect(shownOn(await visitor.get('/rendered', { cookie }))).toBe(FULL)
  })

  it('S-L5 case 59 a store that cannot be read fails the page', async () => {
    const { visitor, store } = await start(show)
    store.fail('get', new Error('The store is down'))
    expect((await visitor.get('/rendered')).status).toBe(500)
    store.heal()
    expect(await visitor.render()).toBe(FULL)
  })
})

describe('the proxy', () => {
  const renewAfter = authoredConfig.renewAfterSeconds * 1000

  it('S-L13 case 42 renews a session in use once, before its page is rendered', async () => {
    const { visitor, store, clock } = await start(show)
    const before = visitor.cookieHeader
    clock.time += renewAfter
    const reply = await visitor.get('/rendered')
    expect(shownOn(reply)).toBe(FULL)
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.setCookie[0]).toMatch(/; Max-Age=1209600; /)
    expect(visitor.cookieHeader).toBe(before)
    expect(store.calls.map(({ operation }) => operation)).toEqual(['get', 'touch', 'get'])
    expect((await visitor.get('/rendered')).setCookie).toEqual([])
  })

  it.each([
    ['a prefetch of a link', { 'next-router-prefetch': '1' }],
    ['a request of another method', null],
  ])('S-L13 does not renew for %s', async (_what, headers) => {
    const { visitor, store, clock } = await start(show)
    clock.time += renewAfter
    const reply =
      headers === null ? await visitor.send('OPTIONS', '/rendered') : await visitor.get('/rendered', { headers })
    expect(reply.setCookie).toEqual([])
    expect(store.calls.filter(({ operation }) => operation === 'touch')).toEqual([])
  })

  it('S-L13 leaves a handler behind it nothing to renew', async () => {
    const { visitor, store, clock } = await start(show)
    clock.time += renewAfter
    await visitor.get('/untouched')
    expect(store.calls.filter(({ operation }) => operation === 'touch')).toHaveLength(1)
  })

  it('S-P1 case 52 ends a cookie that is there twice', async () => {
    const { visitor } = await start(show)
    const reply = await visitor.get('/rendered', { cookie: `${visitor.cookieHeader}; ${visitor.cookieHeader}` })
    expect(shownOn(reply)).toBe(EMPTY)
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.setCookie[0]).toContain('Max-Age=0')
  })

  it('S-L12 keeps a page that comes with a cookie out of caches, one that was built before any request too', async () => {
    const { visitor, clock } = await start(show)
    expect((await visitor.get('/about')).headers['cache-control']).toContain('s-maxage')
    clock.time += renewAfter
    const reply = await visitor.get('/about')
    expect(reply.setCookie).toHaveLength(1)
    expect(reply.headers['cache-control']).toBe('no-store')
  })

  it('S-L12 S-L13 answers as it is told to, and a private cache that the application chose stays', async () => {
    let time = Date.now()
    const own = sessions({ backend: new MemoryBackend(() => time) })
    const begin = own.routeHandler((_request, { session }) => {
      session['cart'] = ['apple']
      return new Response()
    })
    const begun = await begin(new NextRequest('http://localhost/cart'), { params: Promise.resolve({}) })
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    time += renewAfter
    const answer = NextResponse.rewrite('http://localhost/about', {
      headers: { 'Cache-Control': 'private, max-age=60' },
    })
    const request = new NextRequest('http://localhost/elsewhere', { headers: { cookie } })
    const renewed = await own.renewSession(request, () => answer)
    expect(renewed).toBe(answer)
    expect(renewed.headers.getSetCookie()).toHaveLength(1)
    expect(renewed.headers.get('Cache-Control')).toBe('private, max-age=60')
  })

  it('S-L2 leaves excluded paths alone', async () => {
    const { visitor, store, clock } = await start(show)
    clock.time += renewAfter
    expect((await visitor.get('/excluded/untouched')).setCookie).toEqual([])
    expect(store.calls).toEqual([])
  })
})
