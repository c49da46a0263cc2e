// The drivers of PostgreSQL, as an application would create them, each with the backend that is made for it.
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { readTemplate } from '../../../generator/emit/read-template.ts'
import { render } from '../../../generator/emit/render.ts'
import { createBackend as createKyselyBackend } from './kysely-backend.ts'
import { createBackend as createPgBackend } from './pg-backend.ts'
import { createBackend as createPostgresJsBackend } from './postgres-js-backend.ts'
import type { PostgresStore } from './postgres-store.ts'
import { postgres as meta } from './postgres.meta.ts'

export interface Connected {
  backend(now?: () => number): PostgresStore
  close(): Promise<void>
}

export interface Driver {
  readonly name: string
  connect(url: string): Promise<Connected>
}

const POOL_SIZE = 4

const pool: Driver = {
  name: 'pg',
  connect: async (url) => {
    const client = new Pool({ connectionString: url, max: POOL_SIZE })
    client.on('error', () => {})
    return opened(
      (now) => createPgBackend({ client, ...now }),
      () => client.end(),
    )
  },
}

/** One connection, which is not restored once it is lost. */
export const single: Driver = {
  name: 'pg, a single client',
  connect: async (url) => {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    return opened(
      (now) => createPgBackend({ client, ...now }),
      () => client.end(),
    )
  },
}

const postgresJs: Driver = {
  name: 'postgres.js',
  connect: async (url) => {
    const client = postgres(url, { max: POOL_SIZE, fetch_types: false, onnotice: () => {} })
    return opened(
      (now) => createPostgresJsBackend({ client, ...now }),
      () => client.end({ timeout: 0 }),
    )
  },
}

/** As an application has it for its own tables, with a plugin that renames columns. */
const kysely: Driver = {
  name: 'kysely',
  connect: async (url) => {
    const pool = new Pool({ connectionString: url, max: POOL_SIZE })
    pool.on('error', () => {})
    pool.on('connect', (connection) => connection.on('error', () => {}))
    const client = new Kysely<ApplicationTables>({
      dialect: new PostgresDialect({ pool }),
      plugins: [new CamelCasePlugin()],
    })
    return opened(
      (now) => createKyselyBackend({ client, ...now }),
      () => client.destroy(),
    )
  },
}

/** What the application's own type of its tables may be. */
interface ApplicationTables {
  readonly person: { readonly id: number; readonly firstName: string }
}

export const drivers: readonly Driver[] = [pool, postgresJs, kysely]

/** The SQL that is emitted, for these options. */
export function migration(options: Record<string, unknown> = {}, hasUsers = false): string {
  return (meta.migrations?.(options, hasUsers).files ?? [])
    .map(({ source, view }) => render(source, readTemplate(source), view))
    .join('\n')
}

function opened(create: (options: { now?: () => number }) => PostgresStore, end: () => Promise<void>): Connected {
  const made: PostgresStore[] = []
  return {
    backend: (now) => {
      const backend = create(now === undefined ? {} : { now })
      made.push(backend)
      return backend
    },
    close: async () => {
      made.forEach((backend) => backend.stopSweeping())
      await end()
    },
  }
}
