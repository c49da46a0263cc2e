import { PLAIN_REQUEST } from '../../contracts/request-source.ts'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { describeWith } from '../../contracts/services.ts'
import type { Connection, Message } from '../../runtime/connection.ts'
import { SECRET, type Variant, variant } from './cookie.harness.ts'

const KEY = '__Host-session'
describeWith(missingChromium, 'a real Chromium and the cookie backend', () => {
  let browser: Browser
  let context: BrowserContext
  let server: Server
  let url: string

  beforeAll(async () => {
    server = createServer(serve(await variant())).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    url = `http://localhost:${(server.address() as AddressInfo).port}`
    browser = await launchChromium()
  })

  beforeEach(async () => {
    context = await browser.newContext()
  })

  afterEach(() => context.close())

  afterAll(async () => {
    await browser.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it.each([
    [1, 100],
    [2, 4_000],
    [3, 7_000],
    [4, 10_000],
  ])('S-K5 keeps a session in %i cookies, sends it back, and drops it at logout', async (count, bytes) => {
    const page = await context.newPage()
    await page.goto(`${url}/write?bytes=${bytes}`)
    const names = count === 1 ? [KEY] : Array.from({ length: count }, (_, index) => `${KEY}-${index}`)
    expect(await cookieNames()).toEqual(names)
    await page.goto(`${url}/read`)
    expect(await page.textContent('body')).toBe(`${bytes} bytes`)
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.goto(`${url}/logout`)
    expect(await cookieNames()).toEqual([])
    await page.goto(`${url}/read`)
    expect(await page.textContent('body')).toBe('no session')
  })

  it('S-K5 keeps the session that was written last, larger or smaller', async () => {
    const page = await context.newPage()
    for (const [bytes, count] of [
      [100, 1],
      [10_000, 4],
      [4_000, 2],
      [7_000, 3],
      [12, 1],
    ]) {
      await page.goto(`${url}/write?bytes=${bytes}`)
      expect(await cookieNames()).toHaveLength(count ?? 0)
      await page.goto(`${url}/read`)
      expect(await page.textContent('body')).toBe(`${bytes} bytes`)
    }
  })

  it('S-K6 ends what a script has put in the place of a session', async () => {
    const page = await context.newPage()
    await page.goto(`${url}/read`)
    await page.evaluate(`document.cookie = '${KEY}=forged; Path=/; Secure'`)
    // Chromium hands what a script sets to the process that keeps cookies, and does not wait for it.
    await expect.poll(cookieNames).toEqual([KEY])
    await page.goto(`${url}/read`)
    expect(await page.textContent('body')).toBe('no session')
    expect(await cookieNames()).toEqual([])
  })

  it('S-P3 stores the attributes as they were meant', async () => {
    const page = await context.newPage()
    await page.goto(`${url}/write?bytes=100`)
    const [cookie] = await context.cookies(url)
    expect(cookie).toMatchObject({ name: KEY, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' })
    const days = ((cookie?.expires ?? 0) - Date.now() / 1000) / (24 * 60 * 60)
    expect(Math.round(days)).toBe(14)
  })

  async function cookieNames(): Promise<string[]> {
    return (await context.cookies(url)).map(({ name }) => name).toSorted()
  }
})

/** A small application on node:http alone. */
function serve(application: Variant): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const middleware = new application.SessionMiddleware(new application.CookieBackend({ secrets: SECRET }))
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const connection: Connection = {
      scope: 'http',
      path: pathname,
      cookieHeader: request.headers.cookie ?? null,
      secure: false,
      source: PLAIN_REQUEST,
      excluded: null,
      session: null,
      accessed: false,
      headSent: false,
    }
    await middleware.load(connection)
    const { session } = connection
    if (session !== null && pathname === '/write') {
      session['text'] = 'x'.repeat(Number(searchParams.get('bytes')))
    } else if (pathname === '/logout') {
      await session?.destroy()
    }
    const text = session?.['text']
    await middleware.createSendWrapper(connection)(messageOf(response))
    response.setHeader('Content-Type', 'text/html')
    response.end(typeof text === 'string' ? `${text.length} bytes` : 'no session')
  }
}

function messageOf(response: ServerResponse): Message {
  return {
    get: (name) => response.getHeader(name)?.toString() ?? null,
    set: (name, value) => void response.setHeader(name, value),
    getSetCookie: () => [response.getHeader('Set-Cookie') ?? []].flat().map(String),
    setSetCookie: (lines) => void response.setHeader('Set-Cookie', [...lines]),
  }
}
