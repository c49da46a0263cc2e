// Emitted code over a file of SQLite, by each driver, as real processes on the runtimes that have it.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sqlite } from '../templates/backends/sqlite/sqlite.meta.ts'
import { Caller, sessionIn } from '../templates/contracts/contract-client.ts'
import { launch, type Runtime, type RuntimeName, runtimes } from '../templates/contracts/runtimes.ts'
import { describeWith, isOnPath, temporaryFolder } from '../templates/contracts/services.ts'
import type { RunningServer } from '../templates/contracts/target-contract.ts'
import type { TargetName } from '../templates/registry.ts'
import { packageRoot } from './emit/read-template.ts'
import { buildApplication, emitTree } from './runtime-builds.fixture.ts'

type Client = 'node:sqlite' | 'better-sqlite3' | 'bun:sqlite' | 'libsql'

/** Where the driver's package is, for those that are no part of a platform. */
const RUNTIMES = join(packageRoot(), 'fixtures/runtimes/node_modules')
const OWN = join(packageRoot(), 'node_modules')

const places: readonly (readonly [Client, TargetName, RuntimeName])[] = [
  ['node:sqlite', 'express', 'node22'],
  ['node:sqlite', 'fastify', 'node24'],
  ['node:sqlite', 'hono', 'node26'],
  ['node:sqlite', 'hono', 'deno'],
  ['node:sqlite', 'fetch', 'bun'],
  ['better-sqlite3', 'koa', 'node22'],
  ['better-sqlite3', 'express', 'node24'],
  ['better-sqlite3', 'node', 'node26'],
  ['bun:sqlite', 'hono', 'bun'],
  ['bun:sqlite', 'express', 'bun'],
  ['libsql', 'express', 'node20'],
  ['libsql', 'hono', 'node24'],
  ['libsql', 'fetch', 'bun'],
]

const folder = temporaryFolder('sqlite-runtimes')
afterAll(() => folder.remove())

for (const [index, [client, target, name]] of places.entries()) {
  const runtime = runtimes.find((candidate) => candidate.name === name)
  if (runtime !== undefined) {
    describeWith(missingFor(client, runtime), `emitted ${target} with ${client} on ${runtime.label}`, () =>
      describePlace(join(folder.path, String(index)), client, target, runtime),
    )
  }
}

function missingFor(client: Client, { missing }: Runtime): string | null {
  const lacks = client === 'better-sqlite3' && !existsSync(join(RUNTIMES, client))
  return missing ?? (lacks ? 'better-sqlite3 is not in fixtures/runtimes (npm ci --prefix fixtures/runtimes)' : null)
}

function describePlace(root: string, client: Client, target: TargetName, runtime: Runtime): void {
  const file = join(root, 'sessions.db')
  let start: () => Promise<RunningServer & { output(): string }>
  const servers: RunningServer[] = []

  beforeAll(async () => {
    const index = await emitTree(root, target, { backend: { type: 'sqlite', client } })
    await migrate(root, file)
    symlinkSync(client === 'better-sqlite3' ? RUNTIMES : OWN, join(root, 'node_modules'))
    const made = sqlite.client?.({ client })
    const connection = `${made?.import}\n${made?.setup}`
    const application = await buildApplication(root, index, target, runtime.name, {}, undefined, connection)
    start = async () => {
      const server = await launch(runtime, application.file, application.folder, variables(file))
      servers.push(server)
      return server
    }
  })
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())))

  it('S-B7 a session that one process began is read and written by others, and outlasts them', async () => {
    const [one, other] = await Promise.all([start(), start()])
    const caller = new Caller(one.url)
    await caller.post('/login?user=ada')
    const { cookieHeader: cookie } = caller
    const elsewhere = new Caller(other.url)
    const names = Array.from({ length: 20 }, (_, at) => `key${at}`)
    await Promise.all(
      names.map((name, at) => (at % 2 === 0 ? caller : elsewhere).post(`/set?name=${name}&value=${name}`, { cookie })),
    )
    await Promise.all([one, other].map((server) => server.stop()))
    const again = new Caller((await start()).url)
    const expected = Object.fromEntries([['user', 'ada'], ...names.map((name) => [name, name])])
    expect(sessionIn(await again.get('/read', { cookie })).data).toEqual(expected)
    await again.post('/destroy', { cookie })
    expect(sessionIn(await again.get('/read', { cookie })).isNew).toBe(true)
    for (const each of [caller, elsewhere, again]) {
      each.close()
    }
  })

  it('S-L1 S-L13 S-L14 a session is renewed, and ends at its deadline; who has no cookie leaves nothing in the table', async () => {
    const server = await start()
    const caller = new Caller(server.url)
    await caller.get('/read')
    expect(await rows(file)).toBe(0)
    await caller.post('/login?user=ada')
    const { cookieHeader: cookie } = caller
    await caller.post(`/clock?seconds=${2 * 24 * 60 * 60}`, { cookie: null })
    expect((await caller.get('/read', { cookie })).setCookie).toHaveLength(1)
    await caller.post(`/clock?seconds=${14 * 24 * 60 * 60}`, { cookie: null })
    expect(sessionIn(await caller.get('/read', { cookie })).isNew).toBe(true)
    expect(await rows(file)).toBe(1)
    caller.close()
  })
}

function variables(file: string): Record<string, string> {
  return { SQLITE_FILE: file, LIBSQL_URL: `file:${file}`, NODE_NO_WARNINGS: '1' }
}

async function migrate(root: string, file: string): Promise<void> {
  const sql = readdirSync(join(root, 'migrations')).map((name) => readFileSync(join(root, 'migrations', name), 'utf8'))
  const client = createClient({ url: `file:${file}` })
  await client.executeMultiple(['PRAGMA journal_mode = WAL;', ...sql].join('\n'))
  client.close()
}

async function rows(file: string): Promise<number> {
  const client = createClient({ url: `file:${file}` })
  const result = await client.execute('SELECT count(*) FROM sessions')
  client.close()
  return Number(result.rows[0]?.[0])
}

describeWith(
  isOnPath('sqlite3') ? null : 'sqlite3 is not on PATH (Debian: apt-get install sqlite3)',
  'the command',
  () => {
    describe.each<Client>(['node:sqlite', 'libsql'])('of %s', (client) => {
      it('creates the table by the shell of SQLite, and a second run changes nothing', async () => {
        const root = join(folder.path, client.replace(':', '-'))
        await emitTree(root, 'express', { backend: { type: 'sqlite', client }, userKey: 'user' })
        const file = join(root, 'sessions.db')
        const { run = '' } = sqlite.migrations?.({ client }, true) ?? {}
        const options = { cwd: root, env: { ...process.env, SQLITE_FILE: file }, stdio: 'pipe' } as const
        execFileSync('sh', ['-c', run], options)
        expect(await rows(file)).toBe(0)
        expect(() => execFileSync('sh', ['-c', run], options)).toThrow('already exists')
      })
    })
  },
)
