// Sessions in Cloudflare D1, through the binding of a Worker.
import { inTime } from './sql-answer.js'
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { CREATE, STATEMENTS } from './sqlite-statements.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './sql-record.js'
 */

/** Each session that begins takes so many with it that have expired: the table stays about as large as what lives in it. */
const DELETED_WITH_EACH = 10

/**
 * What is used of a binding of D1: `D1Database`, whether Wrangler has written its type or @cloudflare/workers-types has it.
 *
 * @typedef {object} D1Binding
 * @property {(text: string) => D1Statement} prepare
 * @property {(statements: D1Statement[]) => Promise<readonly D1Outcome[]>} batch
 * @property {(constraint?: string) => unknown} withSession What it returns lacks it, and is not taken for a binding: it
 * may ask a replica, where a session that ended still lives.
 */

/**
 * @typedef {object} D1Statement
 * @property {(...values: unknown[]) => D1Statement} bind
 * @property {() => Promise<unknown[][]>} raw
 * @property {() => Promise<D1Outcome>} run
 */

/**
 * @typedef {object} D1Outcome
 * @property {{ readonly changes: number }} meta
 */

/**
 * @typedef {object} BackendOptions
 * @property {D1Binding} [client] The binding of the database: `env.DB`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {CloudflareD1Backend}
 */
export function createBackend(options) {
  if (options.client === undefined) {
    throw new TypeError('Sessions in D1 need its binding: sessions({ client: env.DB })')
  }
  return new CloudflareD1Backend(options.client, options.now)
}

/**
 * The binding is there before the first request is:
 *
 *     import { env } from 'cloudflare:workers'
 *
 *     const client = env.DB
 *
 * It is asked as it is, and not through D1's Sessions API: so each statement is run by the primary database, and a session that
 * has ended is found nowhere, with read replication too.
 */
export class CloudflareD1Backend extends SqlStore {
  /** @type {D1Binding} */
  #client

  /**
   * @param {D1Binding} client
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
    const now = this.now()
    // D1 does both in one transaction, and one round trip.
    const [created] = await inTime(() =>
      this.#client.batch([
        this.#bind(CREATE, [...valuesOf(storageKey, record), now]),
        this.#bind(STATEMENTS.deleteExpired, [now, DELETED_WITH_EACH]),
      ]),
    )
    return created?.meta.changes === 1
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<readonly Row[]>}
   */
  async read(text, values) {
    const rows = await this.#bind(text, values).raw()
    return rows.map((row) => row.map(plain))
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<number>}
   */
  async write(text, values) {
    const { meta } = await this.#bind(text, values).run()
    return meta.changes
  }

  /**
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {D1Statement}
   */
  #bind(text, values) {
    return this.#client.prepare(text).bind(...values)
  }
}

/**
 * D1 takes bytes as such, and gives them back as numbers.
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function plain(value) {
  return Array.isArray(value) ? Uint8Array.from(value) : value
}
