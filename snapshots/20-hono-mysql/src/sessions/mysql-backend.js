// Sessions in MySQL or MariaDB, through mysql2.
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { isDuplicate, isRolledBack } from './mysql-errors.js'
import { INSERT, REPLACE_EXPIRED, STATEMENTS } from './mysql-statements.js'

/**
 * @import { Pool, QueryResult } from 'mysql2/promise'
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './sql-record.js'
 */

/** A statement that was rolled back is tried so often. */
const MOST_ATTEMPTS = 10

/**
 * @typedef {object} BackendOptions
 * @property {Pool} [client] Made by `createPool` of `mysql2/promise`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {MysqlBackend}
 */
export function createBackend(options) {
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
  /** @type {Pool} */
  #client

  /**
   * @param {Pool} client
   * @param {() => number} [now]
   */
  constructor(client, now) {
    super(STATEMENTS, now)
    this.#client = client
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    this.startSweeping()
    const values = valuesOf(storageKey, record)
    // Of a row that ON DUPLICATE KEY UPDATE leaves as it is one hears the same as of a new one. A key is taken by nothing but
    // a record that has expired, and by that hardly ever: two statements do no harm.
    return (
      (await this.change(INSERT, values)) === 1 || (await this.change(REPLACE_EXPIRED, [...values, this.now()])) === 1
    )
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<readonly Row[]>}
   */
  async read(text, values, abandoned) {
    const result = await this.#ask(text, values, abandoned)
    return Array.isArray(result) ? /** @type {readonly Row[]} */ (/** @type {unknown} */ (result)) : []
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<number>}
   */
  async write(text, values, abandoned) {
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

  /**
   * What met a deadlock was rolled back as a whole, and is tried again.
   *
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<QueryResult | null>}
   */
  async #ask(text, values, abandoned) {
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

/**
 * @param {Pool} pool
 * @param {string} text
 * @param {readonly Value[]} values
 * @param {AbortSignal} abandoned
 * @returns {Promise<QueryResult | null>} Null if nobody waits for the answer any more.
 */
async function askPool(pool, text, values, abandoned) {
  const connection = await pool.getConnection()
  // One that came too late is for the next request.
  if (abandoned.aborted) {
    connection.release()
    return null
  }
  /** @returns {void} */
  const destroy = () => connection.destroy()
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

/**
 * How mysql2 itself reads a value: no other function turns bytes into something else.
 *
 * @param {unknown} _
 * @param {() => unknown} next
 * @returns {unknown}
 */
function own(_, next) {
  return next()
}
