// Sessions in SQLite, through node:sqlite.
import { SqliteStore } from './sqlite-store.js'

/**
 * @import { DatabaseSync, StatementSync } from 'node:sqlite'
 * @import { Row, Value } from './sql-record.js'
 */

const SQLITE_BUSY = 5

/**
 * @typedef {object} BackendOptions
 * @property {DatabaseSync} [client] Made by `new DatabaseSync`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {SqliteBackend}
 */
export function createBackend(options) {
  if (options.client === undefined) {
    throw new TypeError('Sessions in SQLite need a connection of it: sessions({ client })')
  }
  return new SqliteBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = new DatabaseSync(process.env['SQLITE_FILE'] ?? 'sessions.db')
 *
 * For the sessions alone: a statement that comes between your BEGIN and a ROLLBACK would be taken back with the rest. No busy
 * timeout: waiting for a lock would hold up the whole process, and the sessions wait without that.
 */
export class SqliteBackend extends SqliteStore {
  /** @type {DatabaseSync} */
  #client
  /** @type {Map<string, StatementSync>} */
  #prepared = new Map()

  /**
   * @param {DatabaseSync} client
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
   * @returns {readonly Row[]}
   */
  rowsOf(text, values) {
    return this.#prepare(text)
      .all(...values)
      .map((row) => Object.values(/** @type {object} */ (row)))
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {number}
   */
  changesOf(text, values) {
    return Number(this.#prepare(text).run(...values).changes)
  }

  /**
   * @protected
   * @param {unknown} error
   * @returns {boolean}
   */
  isBusy(error) {
    // Beside the code itself there are some that say more, in the bits above it.
    return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  }

  /**
   * @param {string} text
   * @returns {StatementSync}
   */
  #prepare(text) {
    const statement = this.#prepared.get(text) ?? this.#client.prepare(text)
    this.#prepared.set(text, statement)
    return statement
  }
}
