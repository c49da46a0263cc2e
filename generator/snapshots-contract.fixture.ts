// The contract of targets again, on the trees in `snapshots/`: what users get keeps every promise of the authored modules.
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createClient as createLibsqlClient } from '@libsql/client'
import type BetterSqlite3 from 'better-sqlite3'
import { Redis } from 'ioredis'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { createPool as createPoolOfCallbacks } from 'mysql2'
import { createPool } from 'mysql2/promise'
import { Pool } from 'pg'
import postgresJs from 'postgres'
import { createClient } from 'redis'
import { afterAll, beforeAll } from 'vitest'
import { prepare } from './pipeline.ts'
import { createProject, SNAPSHOTS, snapshotCases } from './snapshot-cases.fixture.ts'
import type { Plan } from './plan/planned.ts'
import {
  missingForTarget,
  PREPARE_MILLISECONDS,
  prepareTarget,
  type StartedTree,
  starts,
} from './target-starts.fixture.ts'
import type { SpecValue } from '../templates/meta.ts'
import type { TargetName } from '../templates/registry.ts'
import type { ServerSideBackend } from '../templates/runtime/server-side-backend.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import type { onSessionEvent } from '../templates/runtime/session-events.ts'
import type { Spec } from '../templates/runtime/spec.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../templates/contracts/mariadb-servers.ts'
import { type OptionFunctions, optionRoutes } from '../templates/contracts/option-routes.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../templates/contracts/postgres-servers.ts'
import {
  type MemcachedServer,
  missingMemcached,
  startMemcached,
} from '../templates/backends/memcached/memcached.harness.ts'
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import {
  type ContractConfig,
  contractConfig,
  describeTarget,
  type TargetUnderTest,
} from '../templates/contracts/target-contract.ts'

const require = createRequire(import.meta.url)
const LibsqlDatabase = createRequire(require.resolve('@libsql/client'))('libsql') as typeof BetterSqlite3

type SweepingBackend = SessionBackend & { stopSweeping(): void }

/** What an emitted index exports, of what a test needs. */
interface Tree extends OptionFunctions, StartedTree {
  readonly SessionStoreError?: new (message: string) => Error
  readonly onSessionEvent?: typeof onSessionEvent
  readonly CookieBackend: new (options: {
    readonly secrets: string
    readonly now: () => number
    readonly client?: unknown
  }) => SessionBackend
  readonly MemoryBackend: new (now: () => number) => SessionBackend
  readonly FileBackend: new (now: () => number, directory: string) => SessionBackend
  readonly RedisBackend: new (client: unknown, now: () => number) => SessionBackend
  readonly PostgresBackend: new (client: unknown, now: () => number) => SweepingBackend
  readonly MysqlBackend: new (client: unknown, now: () => number) => SweepingBackend
  readonly SqliteBackend: new (client: unknown, now: () => number) => SweepingBackend
  readonly MemcachedBackend: new (client: { close(): void }, now: () => number) => SessionBackend
  readonly MemcachedConnection: new (host: string, port: number) => { close(): void }
}

type Opened = Awaited<ReturnType<TargetUnderTest['open']>>

const missing: Readonly<Record<string, string | null>> = {
  redis: missingRedis,
  postgres: missingPostgres,
  mysql: missingMariadb,
  memcached: missingMemcached,
}

let redis: RedisServer | null = null
let postgres: PostgresServer | null = null
let mariadb: MariadbServer | null = null
let memcached: MemcachedServer | null = null
let sqliteFile = ''

const openers: Record<string, (tree: Tree, now: () => number) => Promise<Opened>> = {
  cookie: async (tree, now) => {
    const secrets = randomBytes(32).toString('base64url')
    return { backend: new tree.CookieBackend({ secrets, now }), close: async () => {} }
  },
  'cookie node-redis': async (tree, now) => {
    const secrets = randomBytes(32).toString('base64url')
    const client = await createClient({ url: redis?.url ?? '', disableOfflineQueue: true }).connect()
    await client.flushAll()
    const close = async (): Promise<void> => {
      if (client.isOpen) {
        client.destroy()
      }
    }
    return { backend: new tree.CookieBackend({ secrets, now, client }), takeStoreAway: close, close }
  },
  'cookie ioredis': async (tree, now) => {
    const secrets = randomBytes(32).toString('base64url')
    const client = new Redis(redis?.url ?? '')
    await client.flushall()
    const close = async (): Promise<void> => {
      client.disconnect()
      if (client.status !== 'end') {
        await once(client, 'end')
      }
    }
    return { backend: new tree.CookieBackend({ secrets, now, client }), takeStoreAway: close, close }
  },
  memory: async (tree, now) => ({ backend: new tree.MemoryBackend(now), close: async () => {} }),
  file: async (tree, now) => {
    const folder = temporaryFolder('emitted')
    return { backend: new tree.FileBackend(now, folder.path), close: async () => folder.remove() }
  },
  'node-redis': async (tree, now) => {
    const client = await createClient({ url: redis?.url ?? '', disableOfflineQueue: true }).connect()
    return { backend: new tree.RedisBackend(client, now), close: async () => client.destroy() }
  },
  ioredis: async (tree, now) => {
    const client = new Redis(redis?.url ?? '')
    return { backend: new tree.RedisBackend(client, now), close: async () => client.disconnect() }
  },
  pg: async (tree, now) => {
    const client = new Pool({ connectionString: postgres?.url ?? '' })
    return openTable(new tree.PostgresBackend(client, now), () => client.end())
  },
  'postgres-js': async (tree, now) => {
    const client = postgresJs(postgres?.url ?? '', { fetch_types: false })
    return openTable(new tree.PostgresBackend(client, now), () => client.end({ timeout: 0 }))
  },
  mysql: async (tree, now) => {
    const client = createPool(mariadb?.url ?? '')
    return openTable(new tree.MysqlBackend(client, now), () => client.end())
  },
  memcached: async (tree, now) => {
    const client = new tree.MemcachedConnection('127.0.0.1', memcached?.port ?? 0)
    return { backend: new tree.MemcachedBackend(client, now), close: async () => client.close() }
  },
  'postgres kysely': async (tree, now) => {
    const client = kyselyOn.postgres()
    return openTable(new tree.PostgresBackend(client, now), () => client.destroy())
  },
  'mysql kysely': async (tree, now) => {
    const client = kyselyOn.mysql()
    return openTable(new tree.MysqlBackend(client, now), () => client.destroy())
  },
  'sqlite kysely': async (tree, now) => {
    const client = kyselyOn.sqlite()
    return openTable(new tree.SqliteBackend(client, now), () => client.destroy())
  },
  libsql: async (tree, now) => {
    const client = createLibsqlClient({ url: `file:${sqliteFile}` })
    return openTable(new tree.SqliteBackend(client, now), async () => client.close())
  },
}

/** As an application has it. libSQL's package has the members of better-sqlite3, and runs on each Node. */
const kyselyOn = {
  postgres: () =>
    new Kysely({ dialect: new PostgresDialect({ pool: new Pool({ connectionString: postgres?.url ?? '' }) }) }),
  mysql: () => new Kysely({ dialect: new MysqlDialect({ pool: createPoolOfCallbacks(mariadb?.url ?? '') }) }),
  sqlite: () => new Kysely({ dialect: new SqliteDialect({ database: new LibsqlDatabase(sqliteFile) }) }),
}

/** Runs the SQL of a tree, or its modules by Kysely's Migrator. */
async function migrate(
  name: string,
  plan: Plan,
  run: (text: string) => Promise<unknown>,
  open: () => Kysely<unknown>,
): Promise<void> {
  const files = plan.files
    .filter(({ source }) => /\/\d{4}_/.test(source))
    .map(({ path }) => join(SNAPSHOTS, name, path))
  for (const file of files.filter((path) => path.endsWith('.sql'))) {
    await run(readFileSync(file, 'utf8'))
  }
  const modules = files.filter((path) => !path.endsWith('.sql'))
  if (modules.length > 0) {
    const db = open()
    const imported = modules.map(async (file) => [file, await import(/* @vite-ignore */ file)] as const)
    const getMigrations = async (): Promise<Record<string, Migration>> =>
      Object.fromEntries(await Promise.all(imported))
    const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
    await db.destroy()
    if (error !== undefined) {
      throw error
    }
  }
}

/** The table is empty for the test that comes next. */
function openTable(backend: SweepingBackend, end: () => Promise<void>): Opened {
  return {
    backend,
    async close() {
      backend.stopSweeping()
      await (backend as ServerSideBackend & typeof backend).deleteAll()
      await end()
    },
  }
}

/** @param isAsked Which targets: two files share the trees, as each file is run by one worker. */
export async function describeTrees(isAsked: (target: TargetName) => boolean): Promise<void> {
  for (const snapshot of snapshotCases) {
    const folder = temporaryFolder('emitted')
    createProject(folder.path, snapshot)
    const [plan] = (await prepare({ root: folder.path })).plans
    folder.remove()
    // The harnesses know the session, and what switches it off, by the names that are the default.
    const isByDefault = plan?.spec['property'] === 'session' && plan.spec['excludeOptKey'] === 'skipSession'
    if (
      plan !== undefined &&
      isAsked(plan.target as TargetName) &&
      plan.spec['http'] === true &&
      isByDefault &&
      hasDriver(plan)
    ) {
      describeTree(snapshot.name, plan)
    }
  }
}

/** What not every Node has that runs the tests is run where it is, in `sqlite-runtimes.test.ts` and `cloudflare-workers.test.ts`. */
function hasDriver({ files }: Plan): boolean {
  return !files.some(({ source }) => /\/(node-sqlite|cloudflare-d1|durable-object)-backend\.ts$/.test(source))
}

function describeTree(name: string, plan: Plan): void {
  const output = join(SNAPSHOTS, name, plan.output)
  const driver = driverOf(plan)
  const body = (): void => {
    if (plan.backend === 'redis' || driver.startsWith('cookie ')) {
      beforeAll(async () => void (redis = await startRedis()))
      afterAll(() => redis?.stop())
    }
    if (plan.backend === 'memcached') {
      beforeAll(async () => void (memcached = await startMemcached()))
      afterAll(() => memcached?.stop())
    }
    if (plan.backend === 'postgres') {
      beforeAll(async () => {
        postgres = await startPostgres()
        await migrate(name, plan, postgres.sql, () => kyselyOn.postgres())
      })
      afterAll(() => postgres?.stop())
    }
    beforeAll(() => prepareTarget(plan.target as TargetName), PREPARE_MILLISECONDS)
    if (plan.backend === 'mysql') {
      beforeAll(async () => {
        mariadb = await startMariadb()
        await migrate(name, plan, mariadb.sql, () => kyselyOn.mysql())
      })
      afterAll(() => mariadb?.stop())
    }
    if (plan.backend === 'sqlite') {
      const folder = temporaryFolder('emitted-sqlite')
      beforeAll(async () => {
        sqliteFile = join(folder.path, 'sessions.db')
        const client = createLibsqlClient({ url: `file:${sqliteFile}` })
        await migrate(
          name,
          plan,
          (text) => client.executeMultiple(text),
          () => kyselyOn.sqlite(),
        )
        client.close()
      })
      afterAll(() => folder.remove())
    }
    const load = async (): Promise<Tree> =>
      (await import(/* @vite-ignore */ join(output, `index${plan.fileExtension}`))) as Tree
    describeTarget({
      name,
      config: configOf(plan),
      open: async (now) => {
        const tree = await load()
        const open = openers[driver] ?? (() => Promise.reject(new Error(`${driver} is not known`)))
        const { SessionStoreError, onSessionEvent } = tree
        return { ...(await open(tree, now)), SessionStoreError, onSessionEvent }
      },
      start: async (options) => {
        const tree = await load()
        return starts[plan.target as TargetName](tree, options, optionRoutes(tree))
      },
    })
  }
  const reason =
    missing[driver.startsWith('cookie ') ? 'redis' : plan.backend] ?? missingForTarget[plan.target as TargetName]
  describeWith(reason ?? null, `S-T1 emitted ${name}`, body)
}

/** The backend's driver, by the name of its module, as in `node-redis-backend`; else the backend itself. */
function driverOf({ backend, files, spec }: Plan): string {
  if (backend === 'cookie' && spec['usesStore'] === true) {
    return files.some(({ source }) => source.endsWith('/ioredis-revocations.ts'))
      ? 'cookie ioredis'
      : 'cookie node-redis'
  }
  const module = new RegExp(String.raw`^backends/${backend}/([\w-]+)-backend\.ts$`)
  const names = files.map(({ source }) => module.exec(source)?.[1] ?? '')
  return names.flatMap((name) => [name, `${backend} ${name}`]).find((name) => name in openers) ?? backend
}

/** The routes of the contract are not among those that a snapshot excludes. */
function configOf(plan: Plan): ContractConfig {
  const values = Object.entries(plan.spec).map(([member, value]) => [member, valueOf(value)])
  return { ...contractConfig(Object.fromEntries(values) as Spec), excludes: false }
}

function valueOf(value: SpecValue): Exclude<SpecValue, { readonly text: string }> {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value
}
