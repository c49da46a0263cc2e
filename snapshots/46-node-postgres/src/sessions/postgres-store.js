// Sessions in PostgreSQL: one row a record, whichever driver asks.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive } from './session-record.js'
import { inTime } from './postgres-answer.js'
import { keyOf, recordOf, valuesOf } from './postgres-record.js'
import { CREATE, DELETE, DELETE_ALL, DELETE_EXPIRED, DROP, GET, SET, SWEEP, UPDATE } from './postgres-statements.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './postgres-record.js'
 */

/** So many rows are deleted in one statement. */
const BATCH_SIZE = 1_000

const SWEEP_EVERY_SECONDS = 60

export class PostgresStore extends ServerSideBackend {
  /** @type {ReturnType<typeof setInterval> | null} */
  #sweeper = null

  /**
   * Runs one statement on one connection.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned Nobody waits for the answer any more: what was not sent must not be, and a
   * connection that hangs must not
   *   be used again.
   * @returns {Promise<readonly Row[]>} The rows, each as its values in the order of the columns.
   */
  query(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement query()`)
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  async get(storageKey) {
    const [row] = await this.#ask(GET, [keyOf(storageKey)])
    if (row === undefined) {
      return null
    }
    const found = recordOf(row)
    if (found === 'corrupt') {
      const [data] = row
      await this.#ask(DROP, [keyOf(storageKey), data instanceof Uint8Array ? data : new Uint8Array()])
      return null
    }
    return isLive(found, this.now()) ? found : null
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  async set(storageKey, record) {
    this.startSweeping()
    await this.#ask(SET, valuesOf(storageKey, record))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    this.startSweeping()
    return (await this.#ask(CREATE, [...valuesOf(storageKey, record), this.now()])).length === 1
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  async update(storageKey, record, version) {
    return (await this.#ask(UPDATE, [...valuesOf(storageKey, record), version, this.now()])).length === 1
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    await this.#ask(DELETE, [keyOf(storageKey)])
  }

  /** @returns {Promise<void>} */
  async deleteAll() {
    while ((await this.#ask(DELETE_ALL, [BATCH_SIZE])).length > 0) {
      // The next batch.
    }
  }

  /**
   * Deletes records that are past their deadline; a timer does it too.
   *
   * @param {number} limit At most so many.
   * @returns {Promise<number>} How many were deleted.
   * @throws {SessionStoreError} if PostgreSQL cannot answer.
   */
  deleteExpired(limit) {
    return this.#deleteExpired(DELETE_EXPIRED, limit)
  }

  /**
   * Has a timer delete, each minute, what has expired. The first session that is kept starts it. It does not keep the process
   * running, and of several processes one does the work.
   *
   * @returns {void}
   */
  startSweeping() {
    // What a sweep cannot do now, the next one does: requests hear of a database that fails.
    /** @returns {void} */
    const sweep = () => void this.#deleteExpired(SWEEP, Infinity).catch(() => 0)
    this.#sweeper ??= unreferenced(setInterval(sweep, SWEEP_EVERY_SECONDS * 1000))
  }

  /**
   * Ends the timer, until the next session is kept. Call it before you end the client.
   *
   * @returns {void}
   */
  stopSweeping() {
    if (this.#sweeper !== null) {
      clearInterval(this.#sweeper)
      this.#sweeper = null
    }
  }

  /**
   * @param {string} statement
   * @param {number} limit
   * @returns {Promise<number>}
   */
  async #deleteExpired(statement, limit) {
    let deleted = 0
    while (deleted < limit) {
      const batch = Math.min(limit - deleted, BATCH_SIZE)
      const { length } = await this.#ask(statement, [this.now(), batch])
      deleted += length
      if (length < batch) {
        break
      }
    }
    return deleted
  }

  /**
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<readonly Row[]>}
   */
  #ask(text, values) {
    return inTime((abandoned) => this.query(text, values, abandoned))
  }
}

/**
 * @param {ReturnType<typeof setInterval>} timer
 * @returns {ReturnType<typeof setInterval>}
 */
function unreferenced(timer) {
  timer.unref()
  return timer
}
