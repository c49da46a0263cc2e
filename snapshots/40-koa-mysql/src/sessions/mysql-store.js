// Sessions in MySQL or MariaDB, whichever client asks.
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { isDuplicate, isRolledBack } from './mysql-errors.js'
import { INSERT, REPLACE_EXPIRED, STATEMENTS } from './mysql-statements.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './sql-record.js'
 */

/** A statement that was rolled back is tried so often. */
const MOST_ATTEMPTS = 10

export class MysqlStore extends SqlStore {
  /** @param {() => number} [now] */
  constructor(now) {
    super(STATEMENTS, now)
  }

  /**
   * Runs a statement that finds rows: each as its values, in the order of the columns.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<readonly Row[]>}
   */
  rowsOf(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement rowsOf()`)
  }

  /**
   * Runs a statement that writes, and says how many rows it inserted, found or deleted.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<number>}
   */
  changesOf(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement changesOf()`)
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
  read(text, values, abandoned) {
    return untilDone(() => this.rowsOf(text, values, abandoned))
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
      return await untilDone(() => this.changesOf(text, values, abandoned))
    } catch (error) {
      if (isDuplicate(error)) {
        return 0
      }
      throw error
    }
  }
}

/**
 * What met a deadlock was rolled back as a whole, and is tried again.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function untilDone(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isRolledBack(error)) {
        throw error
      }
    }
  }
}
