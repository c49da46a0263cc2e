// Applications of NestJS as they really are: decorators compiled by tsc with their metadata, started by each Node.
import { spawnSync } from 'node:child_process'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import { CookieJar } from '../templates/testing/cookie-jar.ts'
import { packageRoot } from './emit/read-template.ts'
import { apply, prepare } from './pipeline.ts'

const ROOT = packageRoot()

describe.each(['nestjs', 'nestjs-fastify'])('the application of fixtures/projects/%s', (target) => {
  const { path: folder, remove } = temporaryFolder(target)
  afterAll(remove)

  beforeAll(async () => {
    cpSync(join(ROOT, 'fixtures/projects', target), folder, { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
    // Its package.json names packages of NestJS alone, and Fastify: the target is found, and nobody is asked.
    writeFileSync(join(folder, 'sessions.config.ts'), "export default { backend: 'memory', csrf: true }\n")
    apply(await prepare({ root: folder }))
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
  })

  for (const runtime of runtimes.filter(({ name }) => name.startsWith('node') || name === 'bun')) {
    describeWith(runtime.missing, `on ${runtime.label}`, () => {
      let server: RunningServer & { output(): string }
      const jar = new CookieJar()

      beforeAll(async () => {
        server = await launch(runtime, join(folder, 'dist/server.js'), folder, {})
      })

      afterAll(() => server?.stop())

      async function ask(path: string, init: RequestInit = {}): Promise<Response> {
        const headers = { 'content-type': 'application/json', cookie: jar.header }
        const response = await fetch(server.url + path, { headers, redirect: 'manual', ...init })
        jar.take(response.headers.getSetCookie())
        return response
      }

      async function send(path: string, body: object): Promise<number> {
        return (await ask(path, { method: 'POST', body: JSON.stringify(body) })).status
      }

      it('S-L1 S-L8 S-L9 parameters and services by their metadata, and one life of a session', async () => {
        await ask('/')
        expect(jar.header).toBe('')
        expect(await send('/cart', { item: 'a lamp' })).toBe(201)
        const before = jar.header
        expect(await send('/login', { user: 'ada' })).toBe(303)
        expect(jar.header).not.toBe(before)
        expect(await (await ask('/')).json()).toEqual({ user: 'ada', cart: ['a lamp'] })
        expect(await send('/logout', {})).toBe(303)
        expect(await (await ask('/')).json()).toEqual({ user: null, cart: [] })
      })

      it('a guard and errors of the application answer as ever', async () => {
        expect(await send('/cart', {})).toBe(400)
        expect(jar.header).toBe('')
        await send('/login', { user: 'mallory' })
        expect(await send('/cart', { item: 'a lamp' })).toBe(403)
        expect((await ask('/broken')).status).toBe(500)
      })

      it('S-O1 a request of another site has the status of its error from NestJS itself', async () => {
        const reply = await ask('/login', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })
        expect(reply.status).toBe(403)
        expect(await reply.json()).toMatchObject({ statusCode: 403 })
        expect(reply.headers.getSetCookie()).toEqual([])
      })

      it('says nothing on its output but where it listens', () => {
        expect(server.output().trim().split('\n')).toHaveLength(1)
      })
    })
  }
})
