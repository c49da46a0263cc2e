// Sessions in SQLite, through node:sqlite.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Row, Value } from './sql-record.ts'
import { SqliteStore } from './sqlite-store.ts'

const SQLITE_BUSY = 5

export interface BackendOptions {
  /** Made by `new DatabaseSync`. */
  readonly client?: DatabaseSync
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
 *     const client = new DatabaseSync(process.env['SQLITE_FILE'] ?? 'sessions.db')
 *
 * For the sessions alone: a statement that comes between your BEGIN and a ROLLBACK would be taken back with the rest. No busy
 * timeout: waiting for a lock would hold up the whole process, and the sessions wait without that.
 */
export class SqliteBackend extends SqliteStore {
  readonly #client: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(client: DatabaseSync, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override rowsOf(text: string, values: readonly Value[]): readonly Row[] {
    return this.#prepare(text)
      .all(...values)
      .map((row) => Object.values(row as object))
  }

  protected override changesOf(text: string, values: readonly Value[]): number {
    return Number(this.#prepare(text).run(...values).changes)
  }

  protected override isBusy(error: unknown): boolean {
    // Beside the code itself there are some that say more, in the bits above it.
    return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  }

  #prepare(text: string): StatementSync {
    const statement = this.#prepared.get(text) ?? this.#client.prepare(text)
    this.#prepared.set(text, statement)
    return statement
  }
}
