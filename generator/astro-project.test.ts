// An Astro project as people have one: the sessions are wired in, it is built, it runs on each runtime, and in a real Chromium.
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from '../templates/contracts/chromium.ts'
import { launch, type Runtime, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { build, missingBuilder } from '../templates/targets/astro/astro-build.harness.ts'
import { call, trialProject } from './cli/trial-project.harness.ts'
import { packageRoot } from './emit/read-template.ts'

const PROJECT = join(packageRoot(), 'fixtures/projects/astro')
const MIDDLEWARE = 'src/middleware.ts'

/** Astro asks for Node 22.12. */
const hosts = runtimes.filter(({ name }) => ['node22', 'node24', 'node26', 'bun', 'deno'].includes(name))

describeWith(missingBuilder, 'a project of Astro', () => {
  const folder = temporaryFolder('astro-project')
  const project = { ...trialProject({}), root: join(folder.path, 'shop') }
  const read = (path: string): string => readFileSync(join(project.root, path), 'utf8')
  let printed = ''
  let built = ''

  beforeAll(async () => {
    cpSync(PROJECT, project.root, { recursive: true })
    rmSync(join(project.root, MIDDLEWARE))
    const { code, out, err } = await call(project, '--yes', '--no-install')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    printed = out
    // Without the secret: what is prerendered needs none.
    built = await build(project.root)
  }, 120_000)
  afterAll(() => folder.remove())

  /** Starts what was built, with the secret of `.env`. */
  function start(runtime: Runtime): Promise<RunningServer & { output(): string }> {
    const [, secrets = ''] = /^SESSION_SECRETS=(.+)$/m.exec(read('.env')) ?? []
    const env = { HOST: '127.0.0.1', PORT: '0', SESSION_SECRETS: secrets, ASTRO_TELEMETRY_DISABLED: '1' }
    return launch(runtime, 'dist/server/entry.mjs', project.root, env)
  }

  it('gets the file in which its sessions are wired in', () => {
    // Nothing in the project tells how it writes code: the file is as Prettier has it.
    const plain = read(MIDDLEWARE).replaceAll('"', "'").replaceAll(';', '')
    expect(plain).toBe(readFileSync(join(PROJECT, MIDDLEWARE), 'utf8'))
    expect(printed).toMatch(/create +src\/middleware\.ts +calls the sessions/)
  })

  it('S-L2 is built without a secret: a prerendered page has no session, says why, and Astro has nothing to warn of', () => {
    expect(read('dist/client/about/index.html')).toContain('its page is prerendered, for everybody')
    expect(built).not.toMatch(/WARN|request\.headers/i)
  })

  describe.each(hosts.map((runtime) => [runtime.label, runtime] as const))('%s', (_label, runtime) => {
    describeWith(runtime.missing, 'runs it', () => {
      it('S-T1 S-L6 S-L8 S-L9 a login by form, the pages behind it, errors, and a logout', async () => {
        const server = await start(runtime)
        try {
          const send = (path: string, cookie: string, body = '', origin = server.url): Promise<Response> =>
            fetch(server.url + path, {
              method: 'POST',
              body: new URLSearchParams(body),
              redirect: 'manual',
              headers: { origin, cookie },
            })
          const ask = (path: string, cookie: string): Promise<Response> =>
            fetch(server.url + path, { headers: { cookie } })
          const cookieOf = ({ headers }: Response): string => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
          const shown = async (path: string, id: string, cookie: string): Promise<string | undefined> =>
            (await (await ask(path, cookie)).text()).match(new RegExp(`id="${id}">([^<]*)`))?.[1]

          const login = await send('/login?_action=login', '', 'user=ada')
          expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
          expect(login.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-session=[\w-]{80,}; /)])
          const ada = cookieOf(login)
          expect(await shown('/', 'user', ada)).toBe('ada')
          expect(await shown('/', 'user', '')).toBe('nobody')
          expect(await shown('/about', 'reason', ada)).toContain('prerendered')

          // What nothing is found for, what is refused, and what breaks.
          expect(await shown('/no/such/page', 'missing', ada)).toBe('Nothing here, ada')
          expect(await send('/login?_action=login', ada, 'user=eve', 'http://evil.example')).toMatchObject({
            status: 403,
          })
          expect((await send('/login?_action=login', ada, 'user=mallory')).headers.getSetCookie()).toHaveLength(1)
          expect(server.output().trim().split('\n')).toHaveLength(1)
          const broken = await ask('/broken', ada)
          expect(broken.status).toBe(500)
          expect(await broken.text()).toContain('Error: boom')
          expect(await (await ask('/cart', cookieOf(broken))).json()).toEqual({ user: 'ada', tried: 'yes' })

          const logout = await send('/?_action=logout', ada)
          expect(logout.status).toBe(303)
          expect(logout.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')])
        } finally {
          await server.stop()
        }
      })
    })
  })

  describeWith(missingChromium, 'in a real Chromium', () => {
    let browser: Browser
    let context: BrowserContext
    let page: Page
    let server: RunningServer
    let url = ''

    beforeAll(async () => {
      server = await start(hosts.find(({ name }) => name === 'node24') as Runtime)
      // Browsers take a Secure cookie from http://localhost alone.
      url = server.url.replace('127.0.0.1', 'localhost')
      browser = await launchChromium()
    })
    beforeEach(() => open(true))
    afterEach(() => context.close())
    afterAll(async () => {
      await browser.close()
      await server.stop()
    })

    async function open(javaScriptEnabled: boolean): Promise<void> {
      context = await browser.newContext({ javaScriptEnabled })
      page = await context.newPage()
    }
    const login = async (user: string): Promise<void> => {
      await page.goto(`${url}/login`)
      await page.fill('input', user)
      await page.click('button')
      await page.waitForURL(`${url}/`)
    }
    const shown = (id: string): Promise<string | null> => page.textContent(`#${id}`)
    const namesOfCookies = async (): Promise<readonly string[]> =>
      (await context.cookies()).map(({ name }) => name).toSorted()

    it.each([true, false])('S-L8 a login by an action, with view transitions: %s', async (javaScriptEnabled) => {
      await context.close()
      await open(javaScriptEnabled)
      await login('ada')
      await page.locator('#user', { hasText: 'ada' }).waitFor()
      await page.reload()
      expect(await shown('user')).toBe('ada')
      const [cookie] = await context.cookies()
      expect(cookie).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true, sameSite: 'Lax' })
    })

    it('S-L9 after a logout nobody is there, and the back button shows no page of the user', async () => {
      await login('ada')
      await page.click('a[href="/login"]')
      await page.waitForURL(`${url}/login`)
      expect(await shown('user')).toBe('ada')
      await page.goto(url)
      await page.click('button')
      await page.locator('#user', { hasText: 'nobody' }).waitFor()
      expect(await context.cookies()).toEqual([])
      await page.goBack()
      await page.locator('#user', { hasText: 'nobody' }).waitFor()
      await page.reload()
      expect(await shown('user')).toBe('nobody')
    })

    it('S-L1 a page that is prefetched, and an island, set no cookie and write nothing', async () => {
      const answered = new Map<string, Promise<string | null>>()
      page.on('response', (response) => {
        answered.set(new URL(response.url()).pathname.split('/')[1] ?? '', response.headerValue('set-cookie'))
      })
      const prefetched = page.waitForResponse(`${url}/login`)
      await page.goto(url)
      await prefetched
      await page.locator('#cart', { hasText: 'empty' }).waitFor()
      expect([...answered.keys()]).toEqual(expect.arrayContaining(['', 'login', '_server-islands']))
      expect(await Promise.all(answered.values())).toEqual(Array.from(answered, () => null))
      expect(await context.cookies()).toEqual([])
    })

    it('S-K5 S-L9 a session of several cookies comes, is there in an island, and goes as one', async () => {
      await login('ada')
      const fill = `fetch('/cart', { method: 'POST', body: JSON.stringify({ item: 'pen', note: 'x'.repeat(5000) }), headers: { 'Content-Type': 'application/json' } }).then(({ status }) => status)`
      expect(await page.evaluate(fill)).toBe(201)
      expect(await namesOfCookies()).toEqual(['__Host-session-0', '__Host-session-1'])
      await page.reload()
      await page.locator('#cart', { hasText: 'pen' }).waitFor()
      expect(await shown('user')).toBe('ada')
      await page.click('button')
      await page.locator('#user', { hasText: 'nobody' }).waitFor()
      expect(await context.cookies()).toEqual([])
    })

    it('S-L15 requests of two visitors at the same time do not cross', async () => {
      await login('ada')
      const other = await browser.newContext()
      const stranger = await other.newPage()
      await stranger.goto(url)
      const ask = `Promise.all(Array.from({ length: 20 }, () => fetch('/cart').then((response) => response.json())))`
      const [own, others] = await Promise.all([page.evaluate(ask), stranger.evaluate(ask)])
      expect((own as { user?: string }[]).map(({ user }) => user)).toEqual(Array.from({ length: 20 }, () => 'ada'))
      expect((others as { user?: string }[]).map(({ user }) => user)).toEqual(Array.from({ length: 20 }))
      await other.close()
    })
  })
})
