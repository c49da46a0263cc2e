// Emitted code as whole applications in a Worker, over its bindings: local workerd by miniflare, in place of Cloudflare.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statementsOf } from '../templates/backends/cloudflare-d1/cloudflare-d1.harness.ts'
import { Caller, sessionIn } from '../templates/contracts/contract-client.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import { bundleWorker, COMPATIBILITY, startMiniflare } from '../templates/contracts/workers.ts'
import { type BackendName, backends, type TargetName } from '../templates/registry.ts'
import { packageRoot } from './emit/read-template.ts'
import { emitTree } from './runtime-builds.fixture.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

const places: readonly (readonly [TargetName, BackendName])[] = [
  ['hono', 'cloudflare-d1'],
  ['h3', 'cloudflare-d1'],
  ['fetch', 'durable-object'],
  ['hono', 'durable-object'],
]

const folder = temporaryFolder('cloudflare')
afterAll(() => folder.remove())

describe.each(places)('emitted %s with %s', (target, backend) => {
  const root = join(folder.path, `${target}-${backend}`)
  let miniflare: Miniflare | null = null
  let url = ''

  beforeAll(async () => {
    const index = await emitTree(root, target, { backend: { type: backend } as never })
    const started = startMiniflare([
      {
        name: 'main',
        ...COMPATIBILITY,
        modules: true,
        script: bundleWorker(programOf(target, backend, index), join(packageRoot(), 'templates/contracts')),
        ...(backend === 'cloudflare-d1'
          ? { d1Databases: ['DB'] }
          : { durableObjects: { SESSIONS: { className: 'DurableSession', useSQLite: true } } }),
      },
    ])
    miniflare = started
    url = (await started.ready).origin
    if (backend === 'cloudflare-d1') {
      await migrate(await started.getD1Database('DB'))
    }
  })
  afterAll(() => miniflare?.dispose())

  async function migrate(database: Database): Promise<void> {
    for (const name of readdirSync(join(root, 'migrations'))) {
      for (const statement of statementsOf(readFileSync(join(root, 'migrations', name), 'utf8'))) {
        await database.prepare(statement).run()
      }
    }
  }

  it('S-L1 S-L8 S-L9 S-L13 S-L14 a session is begun, renewed, regenerated and ended', async () => {
    const caller = new Caller(url)
    expect(await caller.get('/read')).toMatchObject({ status: 200, setCookie: [] })
    const login = sessionIn(await caller.post('/login?user=ada'))
    const before = caller.cookieHeader
    await caller.post(`/clock?seconds=${2 * 24 * 60 * 60}`, { cookie: null })
    expect((await caller.get('/read')).setCookie).toHaveLength(1)
    const next = sessionIn(await caller.post('/regenerate?keep=*'))
    expect(next).toMatchObject({ data: { user: 'ada' } })
    expect(next.id).not.toBe(login.id)
    expect(sessionIn(await caller.get('/read', { cookie: before })).isNew).toBe(true)
    const last = caller.cookieHeader
    expect((await caller.post('/destroy')).setCookie[0]).toContain('Max-Age=0')
    expect(sessionIn(await caller.get('/read', { cookie: last })).isNew).toBe(true)
    await caller.post('/login?user=ada')
    await caller.post(`/clock?seconds=${14 * 24 * 60 * 60}`, { cookie: null })
    expect(sessionIn(await caller.get('/read')).isNew).toBe(true)
    caller.close()
  })

  it('S-B3 parallel requests that each write their own key keep all keys', async () => {
    const caller = new Caller(url)
    await caller.post('/login?user=ada')
    const { cookieHeader: cookie } = caller
    const names = Array.from({ length: 20 }, (_, at) => `key${at}`)
    await Promise.all(names.map((name) => caller.post(`/set?name=${name}&value=${name}`, { cookie })))
    const expected = Object.fromEntries([['user', 'ada'], ...names.map((name) => [name, name])])
    expect(sessionIn(await caller.get('/read', { cookie })).data).toEqual(expected)
    caller.close()
  })

  it('S-L9 requests that write to a session while it is ended bring nothing back', async () => {
    const caller = new Caller(url)
    await caller.post('/login?user=ada')
    const { cookieHeader: cookie } = caller
    const write = (at: number): Promise<unknown> => caller.post(`/set?name=late${at}&value=yes`, { cookie })
    await Promise.all([write(1), write(2), caller.post('/destroy', { cookie }), write(3), write(4)])
    expect(sessionIn(await caller.get('/read', { cookie })).isNew).toBe(true)
    caller.close()
  })

  if (backend === 'cloudflare-d1') {
    it('S-B7 S-L5 without its table a login fails and sets no cookie, others are served, and then it works again', async () => {
      const database = await miniflare?.getD1Database('DB')
      await database?.prepare('ALTER TABLE sessions RENAME TO elsewhere').run()
      const caller = new Caller(url)
      expect(await caller.post('/login?user=ada')).toMatchObject({ status: 503, setCookie: [] })
      expect(await caller.get('/read')).toMatchObject({ status: 200 })
      await database?.prepare('ALTER TABLE elsewhere RENAME TO sessions').run()
      expect(await caller.post('/login?user=ada')).toMatchObject({ status: 200 })
      caller.close()
    })
  }
})

/** The contract's application, with the client as the README of a tree says. */
function programOf(target: TargetName, backend: BackendName, index: string): string {
  const client = backends.find(({ name }) => name === backend)?.client?.({})
  return `
    ${client?.import}
    import { sessions } from '${index}'
    import * as emitted from '${index}'
    import { run } from './runtime-apps/${target}-workerd.ts'
    ${client?.setup}
    ${backend === 'durable-object' ? `export { DurableSession } from '${index.replace('index', 'durable-session')}'` : ''}
    export default run(sessions as never, { client } as never, emitted as never)`
}
