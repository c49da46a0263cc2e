// The code in a project as a user has it: scaffolded, compiled, built by Vite, and used with a real Chromium.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Caller } from '../../contracts/contract-client.ts'
import { launch, runtimes } from '../../contracts/runtimes.ts'
import { launchChromium, missingChromium } from '../../contracts/chromium.ts'
import { describeWith } from '../../contracts/services.ts'
import type { RunningServer } from '../../contracts/target-contract.ts'
import { type Project, PROJECT, scaffold } from './tanstack-start-project.harness.ts'

/** Of what is emitted, in no name that a bundler shortens. */
const OF_THE_SESSIONS = /__Host-session|SessionNotInstalledError|SHA-256|regenerate/

/** Those that start programs. */
const PROGRAMS = { timeout: 120_000 }

vi.stubEnv('SESSION_SECRETS', randomBytes(32).toString('base64url'))

/** As `srvx dist/server/server.js` does it, on a port of its own. */
const SERVER = `import { serve } from 'srvx'
import entry from './dist/server/server.js'
const server = serve({ port: 0, hostname: '127.0.0.1', silent: true, fetch: (request) => entry.fetch(request) })
await server.ready()
console.log(server.url)
`

const projects: { memory: Project; cookie: Project } = {} as never
beforeAll(() => {
  projects.memory = scaffold('--backend', 'memory')
  projects.memory.build()
}, PROGRAMS.timeout)
beforeAll(() => {
  projects.cookie = scaffold('--backend', 'cookie')
  projects.cookie.build()
}, PROGRAMS.timeout)
afterAll(() => Object.values(projects).forEach((project) => project.remove()))

describe('a project of TanStack Start', PROGRAMS, () => {
  it('is wired in as its application has it, and agrees with its config', () => {
    const { memory } = projects
    expect(memory.read('src/start.ts')).toBe(readFileSync(join(PROJECT, 'src/start.ts'), 'utf8'))
    expect(memory.run('dist/bin/create-session.js', 'check')).toContain('agree')
  })

  it('S-T3 compiles with the routes that TanStack Router generates: the session is typed wherever it is', () => {
    expect(projects.memory.run('node_modules/typescript/bin/tsc', '-p', projects.memory.folder)).toBe('')
  })

  it('S-T3 a function that sends the session, or what opens it, does not compile', () => {
    const { memory } = projects
    memory.write(
      'src/leaks.ts',
      [
        "import { createServerFn } from '@tanstack/react-start'",
        'export const one = createServerFn().handler(({ context }) => context.session())',
        'export const two = createServerFn().handler(({ context }) => context)',
        '',
      ].join('\n'),
    )
    expect(() => memory.run('node_modules/typescript/bin/tsc', '-p', memory.folder)).toThrow(
      /leaks\.ts\(2,[^]*Function may not be serializable[^]*leaks\.ts\(3,[^]*Function may not be serializable/,
    )
    memory.write('src/leaks.ts', 'export {}\n')
  })

  it.each(['memory', 'cookie'] as const)('hands nothing of the sessions to browsers: %s', (backend) => {
    expect(projects[backend].clientCode().length).toBeGreaterThan(100_000)
    expect(projects[backend].clientCode()).not.toMatch(OF_THE_SESSIONS)
  })

  it('a page that uses the sessions is not built: they would be in the browser', () => {
    const project = scaffold('--backend', 'memory')
    const about = project.read('src/routes/about.tsx')
    project.write(
      'src/routes/about.tsx',
      `import { sessions } from '../sessions/index'\n${about.replace('<h1>About</h1>', '<h1>{typeof sessions}</h1>')}`,
    )
    expect(() => project.build()).toThrow(/tanstack-start\.server/)
    project.remove()
  })

  it('a connection in a module of its own stays out of the browser', () => {
    const project = scaffold('--backend', 'memory')
    project.write(
      'src/session-handler.server.ts',
      "import { Redis } from 'ioredis'\nimport { sessions } from './sessions/index'\n\nexport const client = new Redis()\nexport const handleSession = sessions()\n",
    )
    const start = project.read('src/start.ts')
    project.write(
      'src/start.ts',
      start
        .replace(/^import \{ sessions.*$/m, "import { handleSession } from './session-handler.server'")
        .replace('sessions()', 'handleSession'),
    )
    project.build()
    expect(project.clientCode()).not.toMatch(/ioredis/i)
    expect(project.clientCode()).not.toMatch(OF_THE_SESSIONS)
    project.remove()
  })
})

/** Those on which the packages that a build leaves outside are found. */
const hosts = runtimes.filter(({ name }) => name !== 'workerd' && name !== 'deno')

describe.each(hosts)('on $label', PROGRAMS, (runtime) => {
  describeWith(runtime.missing, 'the built application', () => {
    it('S-L4 S-L8 S-L9 a whole life of a session', async () => {
      const { folder, write } = projects.cookie
      write('serve.mjs', SERVER)
      const secrets = { SESSION_SECRETS: process.env['SESSION_SECRETS'] ?? '', NODE_ENV: 'production' }
      const server = await launch(runtime, join(folder, 'serve.mjs'), folder, secrets)
      const caller = new Caller(server.url)
      const who = async (): Promise<unknown> => JSON.parse((await caller.get('/api/session')).text)
      try {
        expect((await caller.get('/api/session')).setCookie).toEqual([])
        expect((await caller.post('/api/session', { body: 'ada' })).status).toBe(204)
        expect(await who()).toEqual({ user: 'ada' })
        expect((await caller.get('/')).text).toMatch(/Hello (<!-- -->)?ada/)
        const first = caller.cookieHeader
        await caller.post('/api/session', { body: 'bob' })
        expect(caller.cookieHeader).not.toBe(first)
        expect(await who()).toEqual({ user: 'bob' })
        await caller.send('DELETE', '/api/session')
        expect(caller.cookieHeader).toBe('')
        expect(await who()).toEqual({})
      } finally {
        caller.close()
        await server.stop()
      }
    })

    it('S-K4 without a secret nothing is answered, and the reason is told: Start loads src/start.ts with the first request', async () => {
      const { folder, write } = projects.cookie
      write('serve.mjs', SERVER)
      const server = await launch(runtime, join(folder, 'serve.mjs'), folder, { NODE_ENV: 'production' })
      try {
        for (const path of ['/api/session', '/about', '/about']) {
          expect((await fetch(server.url + path)).status).toBe(500)
        }
        await expect.poll(() => server.output()).toContain('SESSION_SECRETS')
      } finally {
        await server.stop()
      }
    })
  })
})

describeWith(missingChromium, 'a real Chromium', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const servers: { memory: RunningServer; cookie: RunningServer } = {} as never

  beforeAll(async () => {
    servers.memory = await projects.memory.serve()
    servers.cookie = await projects.cookie.serve()
    browser = await launchChromium()
  })
  afterEach(() => context.close())
  afterAll(async () => {
    await browser.close()
    await Promise.all(Object.values(servers).map((server) => server.stop()))
  })

  const open = async (backend: 'memory' | 'cookie'): Promise<void> => {
    context = await browser.newContext()
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    // It keeps Secure cookies of localhost.
    await page.goto(servers[backend].url.replace('127.0.0.1', 'localhost'))
    await page.waitForLoadState('networkidle')
  }
  const heading = (text: string): Promise<unknown> => page.waitForSelector(`h1:text-is("${text}")`)
  const login = async (): Promise<void> => {
    await page.click('text=Log in')
    await page.fill('input', 'ada')
    await page.click('text=Enter')
    await heading('Hello ada')
  }
  const cookieNames = async (): Promise<readonly string[]> =>
    (await context.cookies()).map(({ name }) => name).toSorted()

  it.each(['memory', 'cookie'] as const)(
    'logs in by a function that redirects, and the page that is rendered then knows who is here: %s',
    async (backend) => {
      await open(backend)
      await heading('Hello stranger')
      expect(await context.cookies()).toEqual([])
      await login()
      const [cookie] = await context.cookies()
      expect(cookie).toMatchObject({ name: '__Host-session', httpOnly: true, secure: true, sameSite: 'Lax' })
      await page.reload()
      await heading('Hello ada')
    },
  )

  it('S-B3 five calls at once each write into one session', async () => {
    await open('memory')
    await login()
    await page.click('text=Count')
    const all = 'five four one three two'
    await expect.poll(() => page.textContent('#counted'), { timeout: 10_000 }).toBe(all)
    await page.reload()
    await heading('Hello ada')
    expect(await page.textContent('#counted')).toBe(all)
  })

  it('S-K5 a session that is too large for one cookie comes and goes as two', async () => {
    await open('cookie')
    await login()
    expect(await cookieNames()).toEqual(['__Host-session'])
    await page.click('text=Fill')
    await expect.poll(() => page.textContent('#counted'), { timeout: 10_000 }).toBe('xxxxxxxxx')
    expect(await cookieNames()).toEqual(['__Host-session-0', '__Host-session-1'])
    await page.reload()
    await heading('Hello ada')
    await page.waitForLoadState('networkidle')
    await page.click('text=Log out')
    await heading('Hello stranger')
    expect(await context.cookies()).toEqual([])
  })

  it('shows a page without a loader without asking the server, and comes back', async () => {
    await open('memory')
    await login()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await page.click('text=About')
    await heading('About')
    expect(asked.filter((path) => path.startsWith('/_serverFn'))).toEqual([])
    await page.goBack()
    await heading('Hello ada')
  })

  it.each(['memory', 'cookie'] as const)('S-L9 logs out, and going back shows nobody: %s', async (backend) => {
    await open(backend)
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

  it('a page of another site calls a function: Start refuses it before the session is looked at', async () => {
    await open('memory')
    await login()
    const called: string[] = []
    page.on('request', (request) => called.push(request.url()))
    await page.click('text=Count')
    await expect.poll(() => page.textContent('#counted'), { timeout: 10_000 }).toContain('five')
    const path = called.map((url) => new URL(url).pathname).find((each) => each.startsWith('/_serverFn')) ?? ''
    const response = await fetch(servers.memory.url + path, {
      method: 'POST',
      headers: { 'Sec-Fetch-Site': 'cross-site', 'x-tsr-serverfn': 'true' },
    })
    expect(response.status).toBe(403)
    expect(response.headers.get('vary')).toBeNull()
  })
})
