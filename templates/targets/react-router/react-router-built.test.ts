// The code in a project as a user has it: scaffolded, compiled, built by React Router, and used with a real Chromium.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ServerBuild } from 'react-router'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { describeWith } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { listen, ROOT } from './react-router-build.harness.ts'
import { copyProject, type Project, scaffold } from './react-router-project.harness.ts'

/** Of what is emitted, in no name that a bundler shortens. */
const OF_THE_SESSIONS = /__Host-session|SessionNotInstalledError|SHA-256|regenerate/

/** Those that start programs. */
const PROGRAMS = { timeout: 120_000 }

let project: Project
beforeAll(() => {
  project = copyProject()
  scaffold(project, '--backend', 'memory')
  project.build()
}, PROGRAMS.timeout)
afterAll(() => project.remove())

describe('a project of React Router', PROGRAMS, () => {
  it('is wired in as its application has it, and agrees with its config', () => {
    const original = readFileSync(join(ROOT, 'fixtures/projects/react-router/app/root.tsx'), 'utf8')
    expect(project.read('app/root.tsx')).toBe(original)
    expect(project.run('dist/bin/create-session.js', 'check')).toContain('agree')
  })

  it('S-T3 compiles with the types that React Router generates', () => {
    project.run('node_modules/@react-router/dev/dist/cli/index.js', 'typegen')
    expect(project.run('node_modules/typescript/bin/tsc', '-p', project.folder)).toBe('')
  })

  it('hands nothing of the sessions to browsers', () => {
    expect(project.read('build/server/index.js')).toMatch(OF_THE_SESSIONS)
    expect(project.clientCode().length).toBeGreaterThan(100_000)
    expect(project.clientCode()).not.toMatch(OF_THE_SESSIONS)
  })
})

describe('other builds', PROGRAMS, () => {
  let copy: Project
  beforeEach(() => {
    copy = copyProject()
    scaffold(copy)
  }, PROGRAMS.timeout)
  afterEach(() => copy.remove())

  it('a page that uses the sessions is not built: they would be in the browser', () => {
    copy.edit('app/routes/about.tsx', '<h1>About</h1>', '<h1>{typeof getSession}</h1>')
    copy.edit('app/routes/about.tsx', /^/, "import { getSession } from '~/sessions/index'\n")
    expect(() => copy.build()).toThrow(/Server-only module referenced by client/)
  })

  it('an application in SPA mode is not built: there is no server', () => {
    copy.edit('react-router.config.ts', 'ssr: true', 'ssr: false')
    expect(() => copy.build()).toThrow(/SPA Mode: .*`middleware`/)
  })

  it('a connection in a module of its own stays out of the browser', () => {
    copy.edit('app/root.tsx', /^import \{ sessions \}.*\n/m, '')
    copy.edit('app/root.tsx', /^export const middleware.*$/m, "export { middleware } from './middleware.server'")
    copy.write(
      'app/middleware.server.ts',
      "import { Redis } from 'ioredis'\nimport { sessions } from './sessions/index'\n\nexport const client = new Redis()\nexport const middleware = [sessions()]\n",
    )
    copy.build()
    expect(copy.read('build/server/index.js')).toContain('ioredis')
    expect(copy.clientCode()).not.toMatch(/ioredis/)
    expect(copy.clientCode()).not.toMatch(OF_THE_SESSIONS)
  })
})

describeWith(missingChromium, 'a real Chromium', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let server: RunningServer
  let url = ''

  beforeAll(async () => {
    server = await listen(
      (await import(/* @vite-ignore */ join(project.folder, 'build/server/index.js'))) as ServerBuild,
      join(project.folder, 'build/client'),
    )
    // It keeps Secure cookies of localhost.
    url = server.url.replace('127.0.0.1', 'localhost')
    browser = await launchChromium()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(url)
    await page.waitForLoadState('networkidle')
    await page.waitForFunction(() => '__reactRouterDataRouter' in globalThis)
  })
  afterEach(() => context.close())
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  const heading = (text: string): Promise<unknown> => page.waitForSelector(`h1:text-is("${text}")`)
  const login = async (): Promise<void> => {
    await page.click('text=Log in')
    await page.fill('input', 'ada')
    await page.click('text=Enter')
    await heading('Hello ada')
  }

  it('logs in by an action that redirects, and the loader of the next page knows who is here', async () => {
    await heading('Hello stranger')
    expect(await context.cookies()).toEqual([])
    await login()
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true, sameSite: 'Lax' })
    await page.reload()
    await heading('Hello ada')
  })

  it('S-B3 requests that five fetchers send at once, with the loaders that run anew beside them', async () => {
    await login()
    await page.click('text=Count')
    const all = 'count five count four count one count three count two'
    await expect.poll(() => page.textContent('#counted'), { timeout: 10_000 }).toBe(all)
    await page.reload()
    await heading('Hello ada')
    expect(await page.textContent('#counted')).toBe(all)
  })

  it('shows a page without a loader without asking the server, and comes back', async () => {
    await login()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.click('text=About')
    await heading('About')
    expect(asked.filter((path) => path.endsWith('.data'))).toEqual([])
    await page.goBack()
    await heading('Hello ada')
    expect(asked.filter((path) => path.endsWith('.data'))).toEqual(['/_.data'])
  })

  it('S-L9 logs out, and going back shows nobody', async () => {
    await login()
    await page.click('text=About')
    await heading('About')
    await page.click('text=Home')
    await heading('Hello ada')
    await page.click('text=Log out')
    await heading('Hello stranger')
    expect(await context.cookies()).toEqual([])
    for (let step = 0; step < 3; step += 1) {
      await page.goBack()
      await page.waitForLoadState('networkidle')
      expect(await page.textContent('body')).not.toContain('Hello ada')
    }
  })
})
