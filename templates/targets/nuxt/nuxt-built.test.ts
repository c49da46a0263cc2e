// A built application of Nuxt, served by Node: its pages, its errors, its caches, and a real Chromium that uses it.
import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { Caller } from '../../contracts/contract-client.ts'
import { launch, runtimes } from '../../contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { BUILD_MILLISECONDS, buildApplication, missingNuxt } from './nuxt-build.harness.ts'

const COOKIE = '__Host-session'
const PAGE = { accept: 'text/html' }
const PAGE_MILLISECONDS = 20_000
const node20 = runtimes.find(({ name }) => name === 'node20')

let server: RunningServer & { output(): string }
const folder = temporaryFolder('nuxt')
const callers: Caller[] = []

function newCaller(): Caller {
  const caller = new Caller(server.url)
  callers.push(caller)
  return caller
}

const me = async (caller: Caller): Promise<unknown> => JSON.parse((await caller.get('/api/me')).text)

const put = (caller: Caller, item: string): ReturnType<Caller['post']> =>
  caller.post('/api/cart', { headers: { 'content-type': 'application/json', ...PAGE }, body: JSON.stringify({ item }) })

describeWith(missingNuxt ?? node20?.missing ?? missingChromium, 'a built application', () => {
  beforeAll(async () => {
    const built = await buildApplication('cookie')
    const env = { PORT: '0', HOST: '127.0.0.1', SESSION_SECRETS: randomBytes(32).toString('base64url') }
    server = await launch(node20 ?? expect.unreachable(), `${built}/server/index.mjs`, folder.path, env)
  }, BUILD_MILLISECONDS)
  afterEach(() => callers.splice(0).forEach((caller) => caller.close()))
  afterAll(async () => {
    await server.stop()
    folder.remove()
  })

  describe('its handlers and pages', () => {
    it('S-L1 a page that only reads sets no cookie, and is kept from shared caches', async () => {
      const reply = await newCaller().get('/', { headers: PAGE })
      expect(reply).toMatchObject({ status: 200, setCookie: [] })
      expect(reply.text).toContain('Hello stranger')
      expect(reply.headers.vary).toContain('Cookie')
    })

    it('S-L4 S-L8 S-L9 logs in by a redirect, is known on a page, and logs out', async () => {
      const caller = newCaller()
      expect(await caller.post('/api/login')).toMatchObject({ status: 303, headers: { location: '/account' } })
      expect((await caller.get('/account', { headers: PAGE })).text).toContain('Account of ada')
      expect(await caller.post('/api/logout')).toMatchObject({ status: 303 })
      expect(caller.cookieHeader).toBe('')
      expect(await caller.get('/account', { headers: PAGE })).toMatchObject({ status: 302, headers: { location: '/' } })
    })

    it('S-B3 S-L4 what a page and its requests of `useFetch` write goes out with the page, as one cookie', async () => {
      const caller = newCaller()
      const reply = await caller.get('/arrive', { headers: PAGE })
      expect(reply.text).toMatch(/<h1>1 1 true<\/h1>/)
      expect(reply.setCookie).toHaveLength(1)
      expect(reply.headers['cache-control']).toBe('no-store')
      expect(await me(caller)).toMatchObject({ items: 1, arrived: true })
    })

    it('S-L15 `event.$fetch` is of the caller, and the plain `$fetch` of nobody', async () => {
      const caller = newCaller()
      await caller.post('/api/login')
      expect((await caller.get('/api/within')).text).toBe('{"own":"ada","nobody":null}')
    })

    it('S-L6 a page that fails: the application’s page of errors carries the cookie of what was written', async () => {
      const caller = newCaller()
      const reply = await caller.get('/broken', { headers: PAGE })
      expect(reply.status).toBe(418)
      expect(reply.text).toContain('Error 418')
      expect(reply.setCookie).toHaveLength(1)
      expect(await me(caller)).toMatchObject({ broken: 'noted' })
      // It comes by a request from within, which has the cookie too.
      const again = await caller.get('/broken', { headers: PAGE })
      expect(again.setCookie.length).toBeLessThanOrEqual(1)
      expect(await me(caller)).toMatchObject({ broken: 'noted' })
    })

    it('S-L5 a session that cannot be saved: the page of errors, without the answer and without a cookie', async () => {
      const caller = newCaller()
      await put(caller, 'tea')
      const before = caller.cookieHeader
      const reply = await put(caller, 'x'.repeat(30_000))
      expect(reply).toMatchObject({ status: 500, setCookie: [] })
      expect(reply.headers['content-type']).toContain('text/html')
      expect(reply.text).toContain('Error 500')
      expect(caller.cookieHeader).toBe(before)
      expect(await me(caller)).toMatchObject({ items: 1 })
    })

    it('S-L2 a handler whose answers are kept by a route rule has no session, with a cookie and without', async () => {
      const caller = newCaller()
      expect((await caller.get('/api/cached')).status).toBe(500)
      await caller.post('/api/login')
      const reply = await caller.get('/api/cached')
      expect(reply.status).toBe(500)
      expect(reply.text).not.toContain('ada')
      expect(server.output()).toContain('its answer is kept in a cache')
    })

    it('S-L12 S-L15 a page that is kept by a route rule is nobody’s, whoever asks first', async () => {
      const caller = newCaller()
      await caller.post('/api/login')
      const first = await caller.get('/kept', { headers: PAGE })
      expect(first.text).toContain('Hello everybody, 1')
      expect(first.setCookie).toEqual([])
      expect((await newCaller().get('/kept', { headers: PAGE })).text).toContain('Hello everybody, 1')
      expect(await me(caller)).toMatchObject({ user: 'ada', items: 0 })
    })

    it('S-L2 switched off by a hook; and route rules that answer by themselves need none', async () => {
      const caller = newCaller()
      await caller.post('/api/login')
      expect((await caller.get('/api/health')).text).toContain('event.context.skipSession is set')
      expect(await caller.get('/old')).toMatchObject({ status: 307, setCookie: [] })
      expect((await caller.get('/handed-on')).text).toContain('"user":"ada"')
    })

    it('S-L1 files of the build and prerendered pages go out without a session', async () => {
      const caller = newCaller()
      await caller.post('/api/login')
      const page = await caller.get('/about', { headers: PAGE })
      expect(page).toMatchObject({ status: 200, setCookie: [] })
      expect(page.headers.vary ?? '').not.toContain('Cookie')
      const [, file = ''] = /"(\/_nuxt\/[^"]+\.js)"/.exec(page.text) ?? []
      const script = await caller.get(file)
      expect(script).toMatchObject({ status: 200, setCookie: [] })
      expect(script.headers['cache-control']).toContain('immutable')
    })
  })

  describe('a real Chromium', () => {
    let browser: Browser
    let context: BrowserContext
    let page: Page
    let url: string

    beforeAll(async () => {
      // Cookies with `Secure` are kept for this name.
      url = server.url.replace('127.0.0.1', 'localhost')
      browser = await launchChromium()
    })
    afterAll(() => browser.close())
    afterEach(() => context.close())

    const open = async (): Promise<void> => {
      context = await browser.newContext()
      context.setDefaultTimeout(PAGE_MILLISECONDS)
      page = await context.newPage()
      await page.goto(url)
    }
    const logIn = async (): Promise<void> => {
      await page.click('#login button')
      await page.waitForURL(`${url}/account`)
      await page.waitForSelector('h1:has-text("Account of ada")')
    }
    const names = async (): Promise<readonly string[]> => (await context.cookies()).map(({ name }) => name).toSorted()

    it('S-L4 S-L8 S-L9 S-L12 logs in and out, and the way back shows nobody’s page', async () => {
      await open()
      expect(await context.cookies()).toEqual([])
      await logIn()
      const [cookie] = await context.cookies()
      expect(cookie).toMatchObject({ name: COOKIE, httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
      await page.goto(url)
      await page.click('#logout button')
      await page.waitForSelector('h1:has-text("Hello stranger")')
      expect(await context.cookies()).toEqual([])
      await page.goBack()
      await page.reload()
      await page.waitForSelector('h1:has-text("Hello stranger")')
      await page.click('#account')
      await page.waitForURL(`${url}/`)
    })

    it('S-L4 a script adds to the session, and asks again', async () => {
      await open()
      await page.click('#add')
      await page.waitForSelector('#count:has-text("1")')
      await page.reload()
      expect(await page.textContent('#count')).toBe('1')
    })

    it('S-L15 parallel requests of two visitors do not cross', async () => {
      await open()
      await logIn()
      const other = await browser.newContext()
      const stranger = await other.newPage()
      await stranger.goto(url)
      const ask = `Promise.all(Array.from({ length: 10 }, () => fetch('/api/me').then((response) => response.json())))`
      const [own, others] = await Promise.all([page.evaluate(ask), stranger.evaluate(ask)])
      expect((own as { user: unknown }[]).map(({ user }) => user)).toEqual(Array.from({ length: 10 }, () => 'ada'))
      expect((others as { user: unknown }[]).map(({ user }) => user)).toEqual(Array.from({ length: 10 }, () => null))
      await other.close()
    })

    it('S-K5 a session that outgrows one cookie is split, read as a whole, and ends as one', async () => {
      await open()
      const fill = `fetch('/api/cart', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ item: 'x'.repeat(5000) }) }).then(({ status }) => status)`
      expect(await page.evaluate(fill)).toBe(200)
      expect(await names()).toEqual([`${COOKIE}-0`, `${COOKIE}-1`])
      await page.reload()
      expect(await page.textContent('#count')).toBe('1')
      await logIn()
      expect(await names()).toHaveLength(2)
      await page.goto(url)
      await page.click('#logout button')
      await page.waitForSelector('h1:has-text("Hello stranger")')
      expect(await names()).toEqual([])
    })
  })
})
