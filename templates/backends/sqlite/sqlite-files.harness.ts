// Files of SQLite for tests, and the drivers that can open them: in this process, or in one of another runtime.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '@libsql/client'
import { readTemplate } from '../../../generator/emit/read-template.ts'
import { render } from '../../../generator/emit/render.ts'
import { type RuntimeName, runtimes } from '../../contracts/runtimes.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import type { ClientName, Place } from './sqlite.harness.ts'
import { sqlite as meta } from './sqlite.meta.ts'

const ROOT = join(import.meta.dirname, '../../..')
const RUNTIMES = join(ROOT, 'fixtures/runtimes/package.json')

/** What needs better-sqlite3, which is where the Node is that it runs on. */
const ON_BETTER_SQLITE3: readonly ClientName[] = ['better-sqlite3', 'kysely']

export interface Driver {
  /** `better-sqlite3 on Node 24`. */
  readonly name: string
  readonly client: ClientName
  /** The runtime that has it; null where the Node that runs the tests will do. */
  readonly program: string | null
  /** Why it can't be run here, and how to get it; null where it is there. */
  readonly missing: string | null
}

export const drivers: readonly Driver[] = [
  { name: 'libsql', client: 'libsql', program: null, missing: null },
  driverOn('node:sqlite', 'node24'),
  driverOn('better-sqlite3', 'node24'),
  driverOn('bun:sqlite', 'bun'),
  driverOn('kysely', 'node24'),
]

function driverOn(client: ClientName, runtime: RuntimeName): Driver {
  const { label = '', program = '', missing = null } = runtimes.find(({ name }) => name === runtime) ?? {}
  const isThere = !ON_BETTER_SQLITE3.includes(client) || existsSync(join(RUNTIMES, '../node_modules/better-sqlite3'))
  const lacks = isThere ? null : 'better-sqlite3 is not in fixtures/runtimes (npm ci --prefix fixtures/runtimes)'
  return { name: `${client} on ${label}`, client, program, missing: missing ?? lacks }
}

export interface SqliteFile {
  readonly path: string
  placeFor(client: ClientName): Place
  /** Runs SQL over a connection of its own, and returns the rows. */
  rows(sql: string): Promise<readonly Record<string, unknown>[]>
  /** Runs several statements. */
  run(sql: string): Promise<void>
  /** Has another connection write and not commit, until what it returns is called. */
  lock(): Promise<() => Promise<void>>
  remove(): void
}

/** A file in WAL mode, with its tables. */
export async function createFile(hasUsers = false): Promise<SqliteFile> {
  const folder = temporaryFolder('sqlite')
  const path = join(folder.path, 'sessions.db')
  // Each with a connection of its own: libSQL's keep what a statement has left open.
  const over = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = createClient({ url: `file:${path}`, timeout: 5_000 })
    try {
      return await work(client)
    } finally {
      client.close()
    }
  }
  const run = (sql: string): Promise<void> => over((client) => client.executeMultiple(sql))
  await run(migration({}, hasUsers))
  return {
    path,
    placeFor: (name) => ({
      client: name,
      file: path,
      packages: ON_BETTER_SQLITE3.includes(name) ? RUNTIMES : join(ROOT, 'package.json'),
    }),
    rows: async (sql) => {
      const { rows, columns } = await over((client) => client.execute(sql))
      return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])))
    },
    run,
    lock: async () => {
      const client = createClient({ url: `file:${path}`, timeout: 5_000 })
      const transaction = await client.transaction('write')
      return async () => {
        await transaction.rollback()
        client.close()
      }
    },
    remove: () => folder.remove(),
  }
}

/** The SQL that is emitted, for these options. */
export function migration(options: Record<string, unknown> = {}, hasUsers = false): string {
  return (meta.migrations?.(options, hasUsers).files ?? [])
    .map(({ source, view }) => render(source, readTemplate(source), view))
    .join('\n')
}
