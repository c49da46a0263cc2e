// Sessions in SQLite, through bun:sqlite.
import type { Database } from 'bun:sqlite'
import type { Row, Value } from '../../runtime/sql-record.ts'
import { SqliteStore } from './sqlite-store.ts'

export interface BackendOptions {
  /** Made by `new Database` of `bun:sqlite`. */
  readonly client?: Database
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): SqliteBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in SQLite need a connection of it: sessions({ client })')
  }
  return new SqliteBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = new Database(process.env['SQLITE_FILE'] ?? 'sessions.db')
 *
 * For the sessions alone: a statement that comes between your BEGIN and a ROLLBACK would be taken back with the rest. No busy
 * timeout: waiting for a lock would hold up the whole process, and the sessions wait without that.
 */
export class SqliteBackend extends SqliteStore {
  readonly #client: Database

  constructor(client: Database, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override rowsOf(text: string, values: readonly Value[]): readonly Row[] {
    return this.#client.query<unknown, Value[]>(text).values(...values)
  }

  protected override changesOf(text: string, values: readonly Value[]): number {
    return this.#client.query<unknown, Value[]>(text).run(...values).changes
  }

  protected override isBusy(error: unknown): boolean {
    return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
  }
}
