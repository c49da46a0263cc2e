// Sessions in a table: one row a record, whichever database and driver.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive } from './session-record.js'
import { inTime } from './sql-answer.js'
import { bytesOf, entriesOf, keyOf, recordOf, valuesOf } from './sql-record.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './sql-record.js'
 */

/** So many rows are deleted in one statement. */
const BATCH_SIZE = 1_000

const SWEEP_EVERY_SECONDS = 60

/**
 * What the database is asked. Each operation is one statement, which is atomic by itself; times are the reader's clock.
 *
 * @typedef {object} SqlStatements
 * @property {string} get Takes the storage key; finds the columns of the record, in their order.
 * @property {string} set Inserts or replaces: takes the columns and the storage key.
 * @property {string} update Takes the columns, the storage key, the version that was read, and the time.
 * @property {string} touch Takes when it was renewed, the deadline, the storage key, and the time.
 * @property {string} delete
 * @property {string} drop Takes the storage key, and the data that was read.
 * @property {string} deleteAll Takes how many rows at most.
 * @property {string} deleteExpired Takes the time, and how many rows at most.
 * @property {string} sweep The same, as the timer asks it in each process.
 * @property {string} getForUser Takes the user's id, and the time; finds the columns of each record, and its storage
 * key behind them.
 */

export class SqlStore extends ServerSideBackend {
  /** @type {SqlStatements} */
  #statements
  /** @type {ReturnType<typeof setInterval> | null} */
  #sweeper = null

  /**
   * @param {SqlStatements} statements
   * @param {() => number} [now]
   */
  constructor(statements, now) {
    super(now)
    this.#statements = statements
  }

  /**
   * Runs one statement, and finds its rows: each as its values, in the order of the columns.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned Nobody waits for the answer any more: what was not sent must not be, and a
   * connection that hangs must not
   *   be used again.
   * @returns {Promise<readonly Row[]>}
   */
  read(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement read()`)
  }

  /**
   * Runs one statement that writes.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<number>} How many rows it inserted, changed or deleted.
   */
  write(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement write()`)
  }

  /**
   * In the place of a record that has expired by the reader's clock, too.
   *
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  create(storageKey, record) {
    throw new Error(`${this.constructor.name} does not implement create()`)
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  async get(storageKey) {
    const [row] = await this.find(this.#statements.get, [keyOf(storageKey)])
    if (row === undefined) {
      return null
    }
    const found = recordOf(row)
    if (found === 'corrupt') {
      const [data] = row
      await this.change(this.#statements.drop, [
        keyOf(storageKey),
        data instanceof Uint8Array ? data : new Uint8Array(),
      ])
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
    await this.change(this.#statements.set, valuesOf(storageKey, record))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  async update(storageKey, record, version) {
    const values = [...valuesOf(storageKey, record), version, this.now()]
    return (await this.change(this.#statements.update, values)) === 1
  }

  /**
   * @param {string} storageKey
   * @param {number} renewedAt
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  async touch(storageKey, renewedAt, expiresAt) {
    const values = [renewedAt, expiresAt, keyOf(storageKey), this.now()]
    return (await this.change(this.#statements.touch, values)) === 1
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    await this.change(this.#statements.delete, [keyOf(storageKey)])
  }

  /** @returns {Promise<void>} */
  async deleteAll() {
    while ((await this.change(this.#statements.deleteAll, [BATCH_SIZE])) > 0) {
      // The next batch.
    }
  }

  /**
   * @param {string} userId
   * @returns {Promise<ReadonlyMap<string, SessionRecord>>}
   */
  async getForUser(userId) {
    const rows = await this.find(this.#statements.getForUser, [bytesOf(userId), this.now()])
    return new Map(rows.flatMap((row) => entriesOf(row)))
  }

  /**
   * Deletes records that are past their deadline.
   *
   * @param {number} limit At most so many.
   * @returns {Promise<number>} How many were deleted.
   * @throws {SessionStoreError} if the database cannot answer.
   */
  deleteExpired(limit) {
    return this.#deleteExpired(this.#statements.deleteExpired, limit)
  }

  /**
   * Has a timer delete, each minute, what has expired. The first session that is kept starts it. It does not keep the process
   * running.
   *
   * @returns {void}
   */
  startSweeping() {
    // What a sweep cannot do now, the next one does: requests hear of a database that fails.
    /** @returns {void} */
    const sweep = () => void this.#deleteExpired(this.#statements.sweep, Infinity).catch(() => 0)
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
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<readonly Row[]>}
   * @throws {SessionStoreError} if the database fails, or takes too long.
   */
  find(text, values) {
    return inTime((abandoned) => this.read(text, values, abandoned))
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @returns {Promise<number>}
   * @throws {SessionStoreError} if the database fails, or takes too long: it may still do what it was sent.
   */
  change(text, values) {
    return inTime((abandoned) => this.write(text, values, abandoned))
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
      const count = await this.change(statement, [this.now(), batch])
      deleted += count
      if (count < batch) {
        break
      }
    }
    return deleted
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
