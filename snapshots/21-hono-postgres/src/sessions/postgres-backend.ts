// Sessions in PostgreSQL, through Kysely.
import { askKysely, changesIn, type KyselyClient, rowsIn } from './kysely-connection'
import type { Row, Value } from './sql-record'
import { PostgresStore } from './postgres-store'

export interface BackendOptions {
  /** The application's own `Kysely`, not a transaction of it. */
  readonly client?: KyselyClient
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): PostgresBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in PostgreSQL need a Kysely of it: sessions({ client: db })')
  }
  return new PostgresBackend(options.client, options.now)
}

/**
 * Create the client like this, or take the one that you have:
 *
 *     const pool = new Pool({ connectionString: process.env['POSTGRES_URL'] })
 *     pool.on('error', (error) => console.error(error))
 *     pool.on('connect', (connection) => connection.on('error', (error) => console.error(error)))
 *     const client = new Kysely({ dialect: new PostgresDialect({ pool }) })
 *
 * Kysely has no listener on a connection that is in use: without that of the third line the event of one that breaks would end
 * the process. It must lead to the primary: a replica may still have a session that has ended.
 */
export class PostgresBackend extends PostgresStore {
  readonly #client: KyselyClient

  constructor(client: KyselyClient, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async read(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    return rowsIn(await askKysely(this.#client, text, values, abandoned))
  }

  protected override async write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    return changesIn(await askKysely(this.#client, text, values, abandoned))
  }
}
