// Sessions in MySQL or MariaDB, through Kysely.
import { askKysely, changesIn, type KyselyClient, rowsIn } from './kysely-connection.js'
import type { Row, Value } from './sql-record.js'
import { MysqlStore } from './mysql-store.js'

export interface BackendOptions {
  /** The application's own `Kysely`, not a transaction of it. */
  readonly client?: KyselyClient
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): MysqlBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in MySQL need a Kysely of it: sessions({ client: db })')
  }
  return new MysqlBackend(options.client, options.now)
}

/**
 * Create the client like this, or take the one that you have:
 *
 *     const pool = createPool(process.env['MYSQL_URL'] ?? '')
 *     const client = new Kysely({ dialect: new MysqlDialect({ pool }) })
 *
 * `createPool` is that of `mysql2`, not of `mysql2/promise`. It must lead to the primary: a replica may still have a session that
 * has ended. Leave the flag FOUND_ROWS on, as mysql2 has it: without it a row that is set to what it was counts as none, and a
 * session would look gone. A `typeCast` of the pool must leave bytes as they are.
 */
export class MysqlBackend extends MysqlStore {
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
    return rowsIn(await askKysely(this.#client, text, values, abandoned))
  }

  protected override async changesOf(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    return changesIn(await askKysely(this.#client, text, values, abandoned))
  }
}
