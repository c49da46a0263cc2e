// Sessions in PostgreSQL, through postgres.js.
import type { Sql } from 'postgres'
import type { Row, Value } from './postgres-record.ts'
import { PostgresStore } from './postgres-store.ts'

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
 *     const client = postgres(process.env['POSTGRES_URL'] ?? '')
 *
 * It must lead to the primary: a replica may still have a session that has ended.
 */
export class PostgresBackend extends PostgresStore {
  readonly #client: Sql

  constructor(client: Sql, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async query(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    // Prepared for this once: a pooler may give the next statement another connection.
    const query = this.#client.unsafe(text, [...values], { prepare: false }).values()
    const withdraw = (): void => {
      // What waits for a connection is never sent. What was sent is left alone: to cancel that takes another connection to a
      // server that does not answer.
      if (Reflect.get(query, 'state') === null) {
        query.cancel()
      }
    }
    abandoned.addEventListener('abort', withdraw)
    try {
      return await query
    } finally {
      abandoned.removeEventListener('abort', withdraw)
    }
  }
}
