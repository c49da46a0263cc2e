// Sessions in PostgreSQL, through postgres.js.
import { PostgresStore } from './postgres-store.js'

/**
 * @import { Sql } from 'postgres'
 * @import { Row, Value } from './sql-record.js'
 */

/** Prepared for this once: a pooler may give the next statement another connection. */
const UNNAMED = { prepare: false }

/**
 * @typedef {object} BackendOptions
 * @property {Sql} [client] Made by `postgres`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {PostgresBackend}
 */
export function createBackend(options) {
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
  /** @type {Sql} */
  #client

  /**
   * @param {Sql} client
   * @param {() => number} [now]
   */
  constructor(client, now) {
    super(now)
    this.#client = client
  }

  // What nobody waits for any more is not cancelled: that would take another connection to a server that does not answer.
  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<readonly Row[]>}
   */
  read(text, values) {
    return this.#client.unsafe(text, [...values], UNNAMED).values()
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<number>}
   */
  async write(text, values) {
    return (await this.#client.unsafe(text, [...values], UNNAMED)).count
  }
}
