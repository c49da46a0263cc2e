// Sessions in PostgreSQL, through postgres.js.
import type { Sql } from 'postgres'
import type { Row, Value } from './sql-record.js'
import { PostgresStore } from './postgres-store.js'

/** Prepared for this once: a pooler may give the next statement another connection. */
const UNNAMED = { prepare: false }

export interface BackendOptions {
  /** Made by `postgres`. */
  readonly client?: Sql
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): PostgresBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in PostgreSQL need a client of it: sessions({ client })')
  }
  return new PostgresBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = postgres(process.env['POSTGRES_URL'] ?? '', { fetch_types: false })
 *
 * Without `fetch_types: false` each new connection asks for the array types first, and where it breaks then, or is ended, nobody
 * hears the error: that ends a process. It must lead to the primary: a replica may still have a session that has ended.
 */
export class PostgresBackend extends PostgresStore {
  readonly #client: Sql

  constructor(client: Sql, now?: () => number) {
    super(now)
    this.#client = client
  }

  // What nobody waits for any more is not cancelled: that would take another connection to a server that does not answer.
  protected override read(text: string, values: readonly Value[]): Promise<readonly Row[]> {
    return this.#client.unsafe(text, [...values], UNNAMED).values()
  }

  protected override async write(text: string, values: readonly Value[]): Promise<number> {
    return (await this.#client.unsafe(text, [...values], UNNAMED)).count
  }
}
