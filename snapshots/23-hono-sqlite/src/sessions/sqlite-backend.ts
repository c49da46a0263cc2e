// Sessions in SQLite, through Kysely.
import { askKysely, changesIn, type KyselyClient, rowsIn } from './kysely-connection'
import type { Row, Value } from './sql-record'
import { SqliteStore } from './sqlite-store'

export interface BackendOptions {
  /** The application's own `Kysely`, not a transaction of it. */
  readonly client?: KyselyClient
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): SqliteBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in SQLite need a Kysely of it: sessions({ client: db })')
  }
  return new SqliteBackend(options.client, options.now)
}

/**
 * Create the client like this, or take the one that you have:
 *
 *     const database = new Database(process.env['SQLITE_FILE'] ?? 'sessions.db', { timeout: 0 })
 *     const client = new Kysely({ dialect: new SqliteDialect({ database }) })
 *
 * Kysely gives its connection to one at a time: a statement of the sessions comes after a transaction of yours, and never into
 * it. One that waits within a transaction for its session to be saved waits in vain. No busy timeout: waiting for a lock would
 * hold up the whole process, and the sessions wait without that.
 */
export class SqliteBackend extends SqliteStore {
  readonly #client: KyselyClient

  constructor(client: KyselyClient, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async rowsOf(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    const rows = rowsIn(await askKysely(this.#client, text, values, abandoned))
    return rows.map((row) => row.map((value) => plain(value)))
  }

  protected override async changesOf(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    return changesIn(await askKysely(this.#client, text, values, abandoned))
  }

  protected override isBusy(error: unknown): boolean {
    return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
  }
}

/** libSQL's packages have bytes as an `ArrayBuffer`. */
function plain(value: unknown): unknown {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}
