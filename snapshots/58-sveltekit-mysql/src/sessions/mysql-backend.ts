// Sessions in MySQL or MariaDB, through mysql2.
import type { Pool, QueryResult } from 'mysql2/promise'
import type { Row, Value } from './sql-record.js'
import { MysqlStore } from './mysql-store.js'

export interface BackendOptions {
  /** Made by `createPool` of `mysql2/promise`. */
  readonly client?: Pool
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): MysqlBackend {
  if (options.client === undefined) {
    throw new TypeError('Sessions in MySQL need a pool of it: sessions({ client })')
  }
  return new MysqlBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = createPool(process.env['MYSQL_URL'] ?? '')
 *
 * It must lead to the primary: a replica may still have a session that has ended. Leave the flag FOUND_ROWS on, as mysql2 has
 * it: without it a row that is set to what it was counts as none, and a session would look gone.
 */
export class MysqlBackend extends MysqlStore {
  readonly #client: Pool

  constructor(client: Pool, now?: () => number) {
    super(now)
    this.#client = client
  }

  protected override async rowsOf(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    const result = await askPool(this.#client, text, values, abandoned)
    return Array.isArray(result) ? (result as unknown as readonly Row[]) : []
  }

  protected override async changesOf(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    const result = await askPool(this.#client, text, values, abandoned)
    return result !== null && 'affectedRows' in result ? result.affectedRows : 0
  }
}

/** @returns Null if nobody waits for the answer any more. */
async function askPool(
  pool: Pool,
  text: string,
  values: readonly Value[],
  abandoned: AbortSignal,
): Promise<QueryResult | null> {
  const connection = await pool.getConnection()
  // One that came too late is for the next request.
  if (abandoned.aborted) {
    connection.release()
    return null
  }
  const destroy = (): void => connection.destroy()
  abandoned.addEventListener('abort', destroy)
  try {
    // Not prepared: a pooler may give the next statement another connection. Numbers and bytes need no quoting that a mode of
    // the server could change. What the pool may have set otherwise is undone here.
    const options = { sql: text, values: [...values], rowsAsArray: true, nestTables: false, typeCast: own }
    const [result] = await connection.query(options)
    return result
  } finally {
    abandoned.removeEventListener('abort', destroy)
    if (!abandoned.aborted) {
      connection.release()
    }
  }
}

/** How mysql2 itself reads a value: no other function turns bytes into something else. */
function own(_: unknown, next: () => unknown): unknown {
  return next()
}
