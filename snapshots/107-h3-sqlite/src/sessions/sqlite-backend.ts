// Sessions in SQLite, through @libsql/client.
import type { Client, ResultSet } from '@libsql/client'
import type { Row, Value } from './sql-record.js'
import { SqliteStore } from './sqlite-store.js'

export interface BackendOptions {
  /** Made by `createClient`. */
  readonly client?: Client
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): SqliteBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in SQLite need a client of it: sessions({ client })')
  }
  return new SqliteBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = createClient({ url: process.env['LIBSQL_URL'] ?? 'file:sessions.db' })
 *
 * With a server's URL goes its `authToken`. A client of a file is for the sessions alone: where the file is locked, its
 * connections are made anew. It needs no `timeout`: waiting for a lock would hold up the whole process, and the sessions wait
 * without that. Not an embedded replica, which may still have a session that has ended.
 */
export class SqliteBackend extends SqliteStore {
  readonly #client: Client

  constructor(client: Client, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async rowsOf(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    const { rows, columns } = await this.#ask(text, values)
    return rows.map((row) => columns.map((_, index) => plain(row[index])))
  }

  protected override async changesOf(text: string, values: readonly Value[]): Promise<number> {
    return (await this.#ask(text, values)).rowsAffected
  }

  protected override isBusy(error: unknown): boolean {
    const code = codeOf(error)
    // One that `#ask` has closed under a statement, before it was run, is open again.
    return code === 'SQLITE_BUSY' || (code === 'CLIENT_CLOSED' && !this.#client.closed)
  }

  async #ask(text: string, values: readonly Value[]): Promise<ResultSet> {
    try {
      return await this.#client.execute({ sql: text, args: [...values] })
    } catch (error) {
      if (codeOf(error) === 'SQLITE_BUSY' && this.#client.protocol === 'file') {
        // libSQL leaves the statement open that found the file locked, and with it what this connection would write next is
        // never committed: the lock would stay for good.
        this.#client.reconnect()
      }
      throw error
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function plain(value: unknown): unknown {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}
