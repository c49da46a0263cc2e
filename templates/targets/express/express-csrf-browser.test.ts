// A real Chromium, and a page of another origin that has the visitor's cookies sent along: SameSite is None here.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { MemoryBackend } from '../../backends/memory/memory-backend.ts'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { describeWith } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { listen } from './express.harness.ts'
import { sessions } from './express.ts'

vi.mock('../../runtime/spec.ts', async (load) => {
  const { spec } = await load<typeof import('../../runtime/spec.ts')>()
  return { spec: { ...spec, csrf: true, attributes: 'Path=/; HttpOnly; Secure; SameSite=None' } }
})

describeWith(missingChromium, 'a real Chromium, and a page of another origin', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let shop: RunningServer
  let shopUrl: string
  let evil: Server
  let evilUrl: string

  beforeAll(async () => {
    shop = await listen(application())
    shopUrl = shop.url.replace('127.0.0.1', 'localhost')
    evil = createServer((_request, response) => {
      response
        .setHeader('Content-Type', 'text/html')
        .end(`<form method="post" action="${shopUrl}/pay"><button>Win</button></form>`)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => evil.once('listening', resolve))
    evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
    browser = await launchChromium()
  })

  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
    await page.goto(`${shopUrl}/login`)
    await page.click('button')
    expect(await page.textContent('body')).toBe('hello')
  })

  afterEach(() => context.close())

  afterAll(async () => {
    await browser.close()
    await shop.stop()
    evil.closeAllConnections()
    await new Promise((resolve) => evil.close(resolve))
  })

  const paid = async (): Promise<string | null> => {
    await page.goto(`${shopUrl}/account`)
    return page.textContent('body')
  }

  it.each(['/form', '/form/without-referrer'])(
    'S-O1 bad input 179 the form of its own page at %s is let in',
    async (path) => {
      await page.goto(shopUrl + path)
      await page.click('button')
      expect(await page.textContent('body')).toBe('paid')
      expect(await paid()).toBe('ada paid 1')
    },
  )

  it('S-O1 bad input 182 the form of another page is refused, and its cookies did come along', async () => {
    await page.goto(evilUrl)
    const [request] = await Promise.all([page.waitForRequest(`${shopUrl}/pay`), page.click('button')])
    await page.waitForLoadState()
    expect((await request.allHeaders())['cookie']).toContain('session=')
    expect(await page.textContent('body')).toBe('403 CrossOriginError')
    expect(await paid()).toBe('ada paid 0')
  })

  it('S-O1 bad input 182 so is a script of another page', async () => {
    await page.goto(evilUrl)
    const send = `fetch('${shopUrl}/pay', { method: 'POST', mode: 'no-cors', credentials: 'include' }).then(() => 'sent')`
    expect(await page.evaluate(send)).toBe('sent')
    expect(await paid()).toBe('ada paid 0')
  })
})

function application(): express.Express {
  const app = express().use(sessions({ backend: new MemoryBackend() }))
  const form = (action: string): string => `<form method="post" action="${action}"><button>Go</button></form>`
  app.get('/login', (_request, response) => void response.send(form('/login')))
  app.get('/form', (_request, response) => void response.send(form('/pay')))
  app.get('/form/without-referrer', (_request, response) => {
    response.set('Referrer-Policy', 'no-referrer').send(form('/pay'))
  })
  app.post('/login', (request, response) => {
    Object.assign(request.session, { user: 'ada', paid: 0 })
    response.send('hello')
  })
  app.post('/pay', (request, response) => {
    request.session['paid'] = Number(request.session['paid']) + 1
    response.send('paid')
  })
  app.get('/account', (request, response) => {
    response.send(`${String(request.session['user'])} paid ${String(request.session['paid'])}`)
  })
  app.use(
    (
      error: { name: string; statusCode: number },
      _request: express.Request,
      response: express.Response,
      _next: express.NextFunction,
    ) => {
      response.status(error.statusCode).send(`${error.statusCode} ${error.name}`)
    },
  )
  return app
}
