// A real Chromium, and the shop as its users have it: emitted code in a production build of Next.js.
import { listen, prepareNext, PREPARE_MILLISECONDS } from './nextjs.harness.ts'
import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { describeWith } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'

const PAGE_MILLISECONDS = 20_000

vi.stubEnv('SESSION_SECRETS', randomBytes(32).toString('base64url'))

describeWith(missingChromium, 'a real Chromium, and the shop', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let shop: RunningServer
  let url: string

  beforeAll(prepareNext, PREPARE_MILLISECONDS)
  beforeAll(async () => {
    shop = await listen(null)
    // Cookies with `Secure` are kept for this name.
    url = shop.url.replace('127.0.0.1', 'localhost')
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await shop.stop()
  })
  afterEach(() => context.close())

  const open = async (javaScriptEnabled: boolean): Promise<void> => {
    context = await browser.newContext({ javaScriptEnabled })
    context.setDefaultTimeout(PAGE_MILLISECONDS)
    page = await context.newPage()
    await page.goto(url)
  }
  const greets = (name: string): Promise<void> => page.waitForSelector(`h1:has-text("Hello ${name}")`).then(() => {})

  it.each([
    ['with scripts', true],
    ['without scripts', false],
  ])('S-L4 S-L8 S-L9 logs in by a Server Function, sees the name, and logs out: %s', async (_what, scripts) => {
    await open(scripts)
    await greets('stranger')
    expect(await context.cookies()).toEqual([])
    await page.click('#login button')
    await page.waitForURL(`${url}/account`)
    await greets('ada')
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
    await page.click('#logout button')
    await page.waitForURL(`${url}/`)
    await greets('stranger')
    expect(await context.cookies()).toEqual([])
    await page.goto(`${url}/account`)
    expect(page.url()).toBe(`${url}/`)
  })

  it('S-L12 the way back after a logout shows nobody’s page', async () => {
    await open(true)
    await page.click('#login button')
    await page.waitForURL(`${url}/account`)
    await page.click('#logout button')
    await page.waitForURL(`${url}/`)
    await page.goBack()
    await greets('stranger')
    await page.reload()
    await greets('stranger')
  })

  it('S-L4 a Server Function that a script calls changes the page without another', async () => {
    await open(true)
    await page.click('#add')
    await page.waitForSelector('#count:has-text("1")')
    await page.click('#two button')
    await page.waitForSelector('#count:has-text("3")')
    await page.reload()
    expect(await page.textContent('#count')).toBe('3')
  })

  it('S-L6 what a Server Function wrote before it failed, or found nothing, is saved', async () => {
    await open(false)
    for (const form of ['#fail', '#lose']) {
      await page.goto(url)
      await page.click(`${form} button`)
    }
    const response = await page.goto(`${url}/api/cart`)
    expect(await response?.json()).toMatchObject({ session: { failed: true, lost: true } })
  })

  it('S-L15 parallel requests of two visitors do not cross, and each sees its own', async () => {
    await open(true)
    await page.click('#login button')
    await page.waitForURL(`${url}/account`)
    const other = await browser.newContext()
    const stranger = await other.newPage()
    await stranger.goto(url)
    const ask = `Promise.all(Array.from({ length: 10 }, () => fetch('/api/cart').then((response) => response.json())))`
    const [own, others] = await Promise.all([page.evaluate(ask), stranger.evaluate(ask)])
    expect((own as { user?: string }[]).map(({ user }) => user)).toEqual(Array.from({ length: 10 }, () => 'ada'))
    expect((others as { user?: string }[]).map(({ user }) => user)).toEqual(Array.from({ length: 10 }))
    await other.close()
  })

  it('S-L1 the session is loaded once for a page, however many components ask', async () => {
    await open(true)
    await page.goto(`${url}/cached`)
    expect(await page.textContent('output')).toBe('true')
  })

  it('S-K5 a session that grows in a Server Function, from one cookie to several, is on the page that it answers with', async () => {
    await open(false)
    await page.click('#two button')
    expect(await page.textContent('#count')).toBe('2')
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-session'])
    await page.fill('#two input[name="item"]', 'x'.repeat(2500))
    await page.click('#two button')
    expect(await page.textContent('#count')).toBe('4')
    expect((await context.cookies()).map(({ name }) => name).toSorted()).toEqual([
      '__Host-session-0',
      '__Host-session-1',
    ])
  })

  it('S-K5 a session of several cookies comes and goes as one', async () => {
    await open(true)
    const fill = `fetch('/api/cart', { method: 'POST', body: JSON.stringify({ item: 'x'.repeat(5000) }) }).then(({ status }) => status)`
    expect(await page.evaluate(fill)).toBe(201)
    expect((await context.cookies()).map(({ name }) => name).toSorted()).toEqual([
      '__Host-session-0',
      '__Host-session-1',
    ])
    await page.click('#login button')
    await page.waitForURL(`${url}/account`)
    await greets('ada')
    expect(await context.cookies()).toHaveLength(2)
    await page.click('#logout button')
    await greets('stranger')
    expect(await context.cookies()).toEqual([])
  })
})
