// The contract of targets again, on the trees in `snapshots/`: what users get keeps every promise of the authored modules.
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient as createLibsqlClient } from '@libsql/client'
import { Redis } from 'ioredis'
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
import { missingRedis, type RedisServer, startRedis } from '../templates/contracts/redis-servers.ts'
import { describeWith, temporaryFolder } from '../templates/contracts/services.ts'
import {
  type ContractConfig,
  contractConfig,
  describeTarget,
  type TargetUnderTest,
} from '../templates/contracts/target-contract.ts'

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
}

type Opened = Awaited<ReturnType<TargetUnderTest['open']>>

const missing: Readonly<Record<string, string | null>> = {
  redis: missingRedis,
  postgres: missingPostgres,
  mysql: missingMariadb,
}

let redis: RedisServer | null = null
let postgres: PostgresServer | null = null
let mariadb: MariadbServer | null = null
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
  libsql: async (tree, now) => {
    const client = createLibsqlClient({ url: `file:${sqliteFile}` })
    return openTable(new tree.SqliteBackend(client, now), async () => client.close())
  },
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
    if (plan.backend === 'postgres') {
      beforeAll(async () => {
        postgres = await startPostgres()
        for (const { path } of plan.files.filter((file) => file.path.endsWith('.sql'))) {
          await postgres.sql(readFileSync(join(SNAPSHOTS, name, path), 'utf8'))
        }
      })
      afterAll(() => postgres?.stop())
    }
    beforeAll(() => prepareTarget(plan.target as TargetName), PREPARE_MILLISECONDS)
    if (plan.backend === 'mysql') {
      beforeAll(async () => {
        mariadb = await startMariadb()
        for (const { path } of plan.files.filter((file) => file.path.endsWith('.sql'))) {
          await mariadb.sql(readFileSync(join(SNAPSHOTS, name, path), 'utf8'))
        }
      })
      afterAll(() => mariadb?.stop())
    }
    if (plan.backend === 'sqlite') {
      const folder = temporaryFolder('emitted-sqlite')
      beforeAll(async () => {
        sqliteFile = join(folder.path, 'sessions.db')
        const client = createLibsqlClient({ url: `file:${sqliteFile}` })
        for (const { path } of plan.files.filter((file) => file.path.endsWith('.sql'))) {
          await client.executeMultiple(readFileSync(join(SNAPSHOTS, name, path), 'utf8'))
        }
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
  return files.map(({ source }) => module.exec(source)?.[1] ?? '').find((name) => name in openers) ?? backend
}

/** The routes of the contract are not among those that a snapshot excludes. */
function configOf(plan: Plan): ContractConfig {
  const values = Object.entries(plan.spec).map(([member, value]) => [member, valueOf(value)])
  return { ...contractConfig(Object.fromEntries(values) as Spec), excludes: false }
}

function valueOf(value: SpecValue): Exclude<SpecValue, { readonly text: string }> {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value
}
