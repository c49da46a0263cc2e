// Sessions in PostgreSQL, through pg.
import { PostgresStore } from './postgres-store.js'

/**
 * @import { ClientBase, Pool } from 'pg'
 * @import { Row, Value } from './postgres-record.js'
 */

/**
 * @typedef {object} BackendOptions
 * @property {Pool | ClientBase} [client] Made by `new Pool`; or by `new Client`, and connected.
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
 *     const client = new Pool({ connectionString: process.env['POSTGRES_URL'] })
 *     client.on('error', (error) => console.error(error))
 *
 * It must lead to the primary: a replica may still have a session that has ended. A `Client` in place of a pool is not
 * connected again once its connection is lost.
 */
export class PostgresBackend extends PostgresStore {
  /** @type {Pool | ClientBase} */
  #client

  /**
   * @param {Pool | ClientBase} client
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
  query(text, values, abandoned) {
    const client = this.#client
    return 'totalCount' in client ? askPool(client, text, values, abandoned) : askClient(client, text, values)
  }
}

/**
 * @param {Pool} pool
 * @param {string} text
 * @param {readonly Value[]} values
 * @param {AbortSignal} abandoned
 * @returns {Promise<readonly Row[]>}
 */
async function askPool(pool, text, values, abandoned) {
  const connection = await pool.connect()
  // One that came too late is for the next request.
  if (abandoned.aborted) {
    connection.release()
    return []
  }
  // Of a connection that breaks the statement hears; without a listener the event would end the process.
  connection.on('error', ignore)
  /** @returns {void} */
  const destroy = () => connection.release(true)
  abandoned.addEventListener('abort', destroy)
  try {
    return await askClient(connection, text, values)
  } finally {
    abandoned.removeEventListener('abort', destroy)
    if (!abandoned.aborted) {
      connection.off('error', ignore)
      connection.release()
    }
  }
}

/**
 * Without a name the statement is prepared for this once: a pooler may give the next one another connection.
 *
 * @param {ClientBase} client
 * @param {string} text
 * @param {readonly Value[]} values
 * @returns {Promise<readonly Row[]>}
 */
async function askClient(client, text, values) {
  const { rows } = await client.query({ text, values: [...values], rowMode: 'array' })
  return rows
}

/** @returns {void} */
function ignore() {}
