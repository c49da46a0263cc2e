// Sessions in MySQL or MariaDB, through mysql2.
import type { Pool, QueryResult } from 'mysql2/promise'
import type { SessionRecord } from './session-record.js'
import { type Row, type Value, valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { isDuplicate, isRolledBack } from './mysql-errors.js'
import { INSERT, REPLACE_EXPIRED, STATEMENTS } from './mysql-statements.js'

/** A statement that was rolled back is tried so often. */
const MOST_ATTEMPTS = 10

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
export class MysqlBackend extends SqlStore {
  readonly #client: Pool

  constructor(client: Pool, now?: () => number) {
    super(STATEMENTS, now)
    this.#client = client
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    this.startSweeping()
    const values = valuesOf(storageKey, record)
    // Of a row that ON DUPLICATE KEY UPDATE leaves as it is one hears the same as of a new one. A key is taken by nothing but
    // a record that has expired, and by that hardly ever: two statements do no harm.
    return (
      (await this.change(INSERT, values)) === 1 || (await this.change(REPLACE_EXPIRED, [...values, this.now()])) === 1
    )
  }

  protected override async read(
    text: string,
    values: readonly Value[],
    abandoned: AbortSignal,
  ): Promise<readonly Row[]> {
    const result = await this.#ask(text, values, abandoned)
    return Array.isArray(result) ? (result as unknown as readonly Row[]) : []
  }

  protected override async write(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<number> {
    try {
      const result = await this.#ask(text, values, abandoned)
      return result !== null && 'affectedRows' in result ? result.affectedRows : 0
    } catch (error) {
      if (isDuplicate(error)) {
        return 0
      }
      throw error
    }
  }

  /** What met a deadlock was rolled back as a whole, and is tried again. */
  async #ask(text: string, values: readonly Value[], abandoned: AbortSignal): Promise<QueryResult | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await askPool(this.#client, text, values, abandoned)
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isRolledBack(error)) {
          throw error
        }
      }
    }
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
