// The drivers of SQLite as an application would create them, each with the backend that is made for it, in whatever runtime has them.
import { createRequire } from 'node:module'
import type { Client } from '@libsql/client'
import type BetterSqlite3 from 'better-sqlite3'
import type { Database } from 'bun:sqlite'
import type { DatabaseSync } from 'node:sqlite'
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely'
import { createBackend as createBetterSqlite3Backend } from './better-sqlite3-backend.ts'
import { createBackend as createBunSqliteBackend } from './bun-sqlite-backend.ts'
import { createBackend as createKyselyBackend } from './kysely-backend.ts'
import { createBackend as createLibsqlBackend } from './libsql-backend.ts'
import { createBackend as createNodeSqliteBackend } from './node-sqlite-backend.ts'
import type { SqliteStore } from './sqlite-store.ts'

export type ClientName = 'node:sqlite' | 'better-sqlite3' | 'bun:sqlite' | 'libsql' | 'kysely'

/** Where a file is, and who opens it: as JSON it is the `place` of a process. */
export interface Place {
  readonly client: ClientName
  readonly file: string
  /** A file below which the driver's package is found. */
  readonly packages: string
}

export interface Connected {
  backend(now?: () => number): SqliteStore
  /** Runs SQL over the connection of the backend itself. */
  exec(sql: string): Promise<void>
  close(): Promise<void>
}

type Create = (options: { now?: () => number }) => SqliteStore

export function connect({ client: name, file, packages }: Place): Connected {
  const load: (name: string) => unknown = createRequire(packages)
  switch (name) {
    case 'node:sqlite': {
      const { DatabaseSync: Opened } = load(name) as { DatabaseSync: typeof DatabaseSync }
      const client = new Opened(file)
      return opened((options) => createNodeSqliteBackend({ client, ...options }), client)
    }
    case 'better-sqlite3': {
      const Opened = load(name) as typeof BetterSqlite3
      const client = new Opened(file, { timeout: 0 })
      return opened((options) => createBetterSqlite3Backend({ client, ...options }), client)
    }
    // As an application has it for its own tables, with a plugin that renames columns.
    case 'kysely': {
      const Opened = load('better-sqlite3') as typeof BetterSqlite3
      const database = new Opened(file, { timeout: 0 })
      const client = new Kysely<ApplicationTables>({
        dialect: new SqliteDialect({ database }),
        plugins: [new CamelCasePlugin()],
      })
      return opened((options) => createKyselyBackend({ client, ...options }), database)
    }
    case 'bun:sqlite': {
      const { Database: Opened } = load(name) as { Database: typeof Database }
      const client = new Opened(file)
      return opened((options) => createBunSqliteBackend({ client, ...options }), client)
    }
    case 'libsql': {
      const { createClient } = load('@libsql/client') as { createClient(config: { url: string }): Client }
      const client = createClient({ url: `file:${file}` })
      const exec = (sql: string): Promise<void> => client.executeMultiple(sql)
      return opened((options) => createLibsqlBackend({ client, ...options }), { exec, close: () => client.close() })
    }
  }
}

/** What the application's own type of its tables may be. */
interface ApplicationTables {
  readonly person: { readonly id: number; readonly firstName: string }
}

function opened(create: Create, client: { exec(sql: string): unknown; close(): unknown }): Connected {
  const made: SqliteStore[] = []
  return {
    backend: (now) => {
      const backend = create(now === undefined ? {} : { now })
      made.push(backend)
      return backend
    },
    exec: async (sql) => void (await client.exec(sql)),
    close: async () => {
      made.forEach((backend) => backend.stopSweeping())
      client.close()
    },
  }
}
