// Sessions in MySQL or MariaDB, through mysql2.
import { MysqlStore } from './mysql-store.js'

/**
 * @import { Pool, QueryResult } from 'mysql2/promise'
 * @import { Row, Value } from './sql-record.js'
 */

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
export class MysqlBackend extends MysqlStore {
  /** @type {Pool} */
  #client

  /**
   * @param {Pool} client
   * @param {() => number} [now]
   */
  constructor(client, now) {
    super(now)
    this.#client = client
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<readonly Row[]>}
   */
  async rowsOf(text, values, abandoned) {
    const result = await askPool(this.#client, text, values, abandoned)
    return Array.isArray(result) ? /** @type {readonly Row[]} */ (/** @type {unknown} */ (result)) : []
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<number>}
   */
  async changesOf(text, values, abandoned) {
    const result = await askPool(this.#client, text, values, abandoned)
    return result !== null && 'affectedRows' in result ? result.affectedRows : 0
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
