// A SvelteKit project as people have one: the sessions are wired in, it is built, it runs on each runtime, and in a real Chromium.
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium, missingChromium } from '../templates/contracts/chromium.ts'
import { launch, type Runtime, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { build, missingBuilder } from '../templates/targets/sveltekit/sveltekit-build.harness.ts'
import { call, trialProject } from './cli/trial-project.harness.ts'
import { packageRoot } from './emit/read-template.ts'

const PROJECT = join(packageRoot(), 'fixtures/projects/sveltekit')
const HOOKS = 'src/hooks.server.ts'

/** Where SvelteKit's server runs: it asks for Node 22.17. */
const hosts = runtimes.filter(({ name }) => ['node22', 'node24', 'node26', 'bun', 'deno'].includes(name))

describeWith(missingBuilder, 'a project of SvelteKit', () => {
  const folder = temporaryFolder('sveltekit-project')
  const project = { ...trialProject({}), root: join(folder.path, 'shop') }
  const read = (path: string): string => readFileSync(join(project.root, path), 'utf8')
  let printed = ''

  beforeAll(async () => {
    cpSync(PROJECT, project.root, { recursive: true })
    rmSync(join(project.root, HOOKS))
    const { code, out, err } = await call(project, '--yes', '--no-install')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    printed = out
    // SvelteKit reads it by an API that this repository's TypeScript does not have. To build takes none.
    rmSync(join(project.root, 'tsconfig.json'))
    await build(project.root)
  }, 120_000)
  afterAll(() => folder.remove())

  /** Starts what was built, with the secret of `.env`. */
  function start(runtime: Runtime): Promise<RunningServer & { output(): string }> {
    const [, secrets = ''] = /^SESSION_SECRETS=(.+)$/m.exec(read('.env')) ?? []
    const env = { HOST: '127.0.0.1', PORT: '0', PROTOCOL_HEADER: 'x-forwarded-proto', SESSION_SECRETS: secrets }
    return launch(runtime, 'build/index.js', project.root, env)
  }

  it('gets the file in which its sessions are wired in', () => {
    // Nothing in the project tells how it writes code: the file is as Prettier has it.
    const plain = read(HOOKS).replaceAll('"', "'").replaceAll(';', '')
    expect(plain).toBe(readFileSync(join(PROJECT, HOOKS), 'utf8'))
    expect(printed).toMatch(/create +src\/hooks\.server\.ts +calls the sessions/)
  })

  describe.each(hosts.map((runtime) => [runtime.label, runtime] as const))('%s', (_label, runtime) => {
    describeWith(runtime.missing, 'runs it', () => {
      it('S-T1 S-L8 S-L9 a login by form, the page behind it, and a logout', async () => {
        const server = await start(runtime)
        try {
          const origin = server.url.replace('http:', 'https:')
          const send = (path: string, cookie: string, body = ''): Promise<Response> =>
            fetch(server.url + path, {
              method: 'POST',
              body: new URLSearchParams(body),
              redirect: 'manual',
              headers: { origin, cookie, accept: 'text/html' },
            })
          const cookieOf = ({ headers }: Response): string => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
          const page = async (cookie: string): Promise<string> =>
            (await (await fetch(server.url, { headers: { cookie } })).text()).match(/id="user">(\w+)/)?.[1] ?? ''

          const login = await send('/login', '', 'user=ada')
          expect([login.status, login.headers.get('location')]).toEqual([303, '/'])
          expect(login.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-session=[\w-]{80,}; /)])
          expect(await page(cookieOf(login))).toBe('ada')
          expect(await page('')).toBe('nobody')

          const logout = await send('/?/logout', cookieOf(login))
          expect(logout.status).toBe(303)
          expect(logout.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')])
          expect(server.output().trim().split('\n')).toHaveLength(1)
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
      // Browsers take a Secure cookie from http://localhost alone; adapter-node takes the request for one that came by https.
      url = server.url.replace('127.0.0.1', 'localhost')
      browser = await launchChromium()
    })
    beforeEach(async () => {
      context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-proto': 'http' } })
      page = await context.newPage()
    })
    afterEach(() => context.close())
    afterAll(async () => {
      await browser.close()
      await server.stop()
    })

    const login = async (user: string): Promise<void> => {
      await page.goto(`${url}/login`)
      await page.fill('input', user)
      await page.click('button')
      await page.waitForURL(`${url}/`)
    }
    const shown = (id: string): Promise<string | null> => page.textContent(`#${id}`)

    it.each([true, false])('S-L8 a login by form action, with scripts: %s', async (javaScriptEnabled) => {
      await context.close()
      context = await browser.newContext({ javaScriptEnabled, extraHTTPHeaders: { 'x-forwarded-proto': 'http' } })
      page = await context.newPage()
      await login('ada')
      expect(await shown('user')).toBe('ada')
      await page.reload()
      expect(await shown('user')).toBe('ada')
      const [cookie] = await context.cookies()
      expect(cookie).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true, sameSite: 'Lax' })
    })

    it('S-L9 after a logout nobody is there, and the back button shows no page of the user', async () => {
      await login('ada')
      await page.goto(`${url}/login`)
      expect(await shown('user')).toBe('ada')
      await page.goto(url)
      await page.click('button')
      await page.locator('#user', { hasText: 'nobody' }).waitFor()
      expect(await context.cookies()).toEqual([])
      await page.goBack()
      await page.reload()
      expect(await shown('user')).toBe('nobody')
    })

    it('S-L15 requests of a page at the same time are those of its user', async () => {
      await login('ada')
      const other = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-proto': 'http' } })
      const stranger = await other.newPage()
      const ask = (by: Page): Promise<unknown> =>
        by.evaluate(() =>
          Promise.all(
            Array.from({ length: 20 }, async () => {
              const { user = null } = (await (await fetch('/cart')).json()) as { user?: string }
              return user
            }),
          ),
        )
      await stranger.goto(url)
      const [own, others] = await Promise.all([ask(page), ask(stranger)])
      expect(own).toEqual(Array.from({ length: 20 }, () => 'ada'))
      expect(others).toEqual(Array.from({ length: 20 }, () => null))
      await other.close()
    })
  })
})
