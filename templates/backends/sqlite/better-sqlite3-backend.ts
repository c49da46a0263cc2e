// Sessions in SQLite, through better-sqlite3.
import type { Database, Statement } from 'better-sqlite3'
import type { Row, Value } from '../../runtime/sql-record.ts'
import { SqliteStore } from './sqlite-store.ts'

export interface BackendOptions {
  /** Made by `new Database`. */
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
 *     const client = new Database(process.env['SQLITE_FILE'] ?? 'sessions.db', { timeout: 0 })
 *
 * For the sessions alone: a statement that comes between your BEGIN and a ROLLBACK would be taken back with the rest. No busy
 * timeout: waiting for a lock would hold up the whole process, and the sessions wait without that.
 */
export class SqliteBackend extends SqliteStore {
  readonly #client: Database
  readonly #prepared = new Map<string, Statement<Value[], unknown[]>>()

  constructor(client: Database, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override rowsOf(text: string, values: readonly Value[]): readonly Row[] {
    return this.#prepare(text)
      .raw()
      .all(...values)
  }

  protected override changesOf(text: string, values: readonly Value[]): number {
    return this.#prepare(text).run(...values).changes
  }

  protected override isBusy(error: unknown): boolean {
    return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
  }

  #prepare(text: string): Statement<Value[], unknown[]> {
    const statement = this.#prepared.get(text) ?? this.#client.prepare<Value[], unknown[]>(text)
    this.#prepared.set(text, statement)
    return statement
  }
}
