// The stores of the trees in `snapshots/`, each as the driver of a tree reaches it.
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createClient as createLibsqlClient } from '@libsql/client'
import type BetterSqlite3 from 'better-sqlite3'
import { Redis } from 'ioredis'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool as createPoolOfCallbacks } from 'mysql2'
import { createPool } from 'mysql2/promise'
import { Pool } from 'pg'
import postgresJs from 'postgres'
import { createClient } from 'redis'
import { afterAll, beforeAll } from 'vitest'
import {
  type MemcachedServer,
  missingMemcached,
  startMemcached,
} from '../templates/backends/memcached/memcached.harness.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../templates/contracts/mariadb-servers.ts'
import type { OptionFunctions } from '../templates/contracts/option-routes.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../templates/contracts/postgres-servers.ts'
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { temporaryFolder } from '../templates/contracts/services.ts'
import type { TargetUnderTest } from '../templates/contracts/target-contract.ts'
import type { ServerSideBackend } from '../templates/runtime/server-side-backend.ts'
import type { SessionBackend } from '../templates/runtime/session-backend.ts'
import type { onSessionEvent } from '../templates/runtime/session-events.ts'
import type { Plan } from './plan/planned.ts'
import { migrate } from './snapshot-migrations.fixture.ts'
import type { StartedTree } from './target-starts.fixture.ts'

const require = createRequire(import.meta.url)
const LibsqlDatabase = createRequire(require.resolve('@libsql/client'))('libsql') as typeof BetterSqlite3

type SweepingBackend = SessionBackend & { stopSweeping(): void }

/** What an emitted index exports, of what a test needs. */
export interface Tree extends OptionFunctions, StartedTree {
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

export const openers: Record<string, (tree: Tree, now: () => number) => Promise<Opened>> = {
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

/** Why the store of a tree is not there; null where it is. */
export function missingStore({ backend }: Plan, driver: string): string | null {
  return missing[driver.startsWith('cookie ') ? 'redis' : backend] ?? null
}

/** Starts the store of a tree for the tests around this call, with its tables. */
export function startStore(root: string, plan: Plan, driver: string): void {
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
      await migrate(root, plan, postgres.sql, () => kyselyOn.postgres())
    })
    afterAll(() => postgres?.stop())
  }
  if (plan.backend === 'mysql') {
    beforeAll(async () => {
      mariadb = await startMariadb()
      await migrate(root, plan, mariadb.sql, () => kyselyOn.mysql())
    })
    afterAll(() => mariadb?.stop())
  }
  if (plan.backend === 'sqlite') {
    const folder = temporaryFolder('emitted-sqlite')
    beforeAll(async () => {
      sqliteFile = join(folder.path, 'sessions.db')
      const client = createLibsqlClient({ url: `file:${sqliteFile}` })
      await migrate(
        root,
        plan,
        (text) => client.executeMultiple(text),
        () => kyselyOn.sqlite(),
      )
      client.close()
    })
    afterAll(() => folder.remove())
  }
}

/** The backend's driver, by the name of its module, as in `node-redis-backend`; else the backend itself. */
export function driverOf({ backend, files, spec }: Plan): string {
  if (backend === 'cookie' && spec['usesStore'] === true) {
    return files.some(({ source }) => source.endsWith('/ioredis-revocations.ts'))
      ? 'cookie ioredis'
      : 'cookie node-redis'
  }
  const module = new RegExp(String.raw`^backends/${backend}/([\w-]+)-backend\.ts$`)
  const names = files.map(({ source }) => module.exec(source)?.[1] ?? '')
  return names.flatMap((name) => [name, `${backend} ${name}`]).find((name) => name in openers) ?? backend
}
