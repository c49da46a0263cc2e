// Sessions in SQLite, through @libsql/client.
import { SqliteStore } from './sqlite-store.js'

/**
 * @import { Client, ResultSet } from '@libsql/client'
 * @import { Row, Value } from './sql-record.js'
 */

/**
 * @typedef {object} BackendOptions
 * @property {Client} [client] Made by `createClient`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {SqliteBackend}
 */
export function createBackend(options) {
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
  /** @type {Client} */
  #client

  /**
   * @param {Client} client
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
   * @returns {Promise<readonly Row[]>}
   */
  async rowsOf(text, values) {
    const { rows, columns } = await this.#ask(text, values)
    return rows.map((row) => columns.map((_, index) => plain(row[index])))
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<number>}
   */
  async changesOf(text, values) {
    return (await this.#ask(text, values)).rowsAffected
  }

  /**
   * @protected
   * @param {unknown} error
   * @returns {boolean}
   */
  isBusy(error) {
    const code = codeOf(error)
    // One that `#ask` has closed under a statement, before it was run, is open again.
    return code === 'SQLITE_BUSY' || (code === 'CLIENT_CLOSED' && !this.#client.closed)
  }

  /**
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<ResultSet>}
   */
  async #ask(text, values) {
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

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value
}
