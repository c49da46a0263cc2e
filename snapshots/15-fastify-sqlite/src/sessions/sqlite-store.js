// Sessions in SQLite, whichever driver asks.
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { CREATE, STATEMENTS } from './sqlite-statements.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { Row, Value } from './sql-record.js'
 */

/** A statement that found the file locked is tried again after this time. */
const RETRY_AFTER_MILLISECONDS = 5

export class SqliteStore extends SqlStore {
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
   * @returns {readonly Row[] | Promise<readonly Row[]>}
   */
  rowsOf(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement rowsOf()`)
  }

  /**
   * Runs a statement that writes, and says how many rows it inserted, changed or deleted.
   *
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {number | Promise<number>}
   */
  changesOf(text, values, abandoned) {
    throw new Error(`${this.constructor.name} does not implement changesOf()`)
  }

  /**
   * Whether an error says that another connection has the file locked: SQLITE_BUSY.
   *
   * @protected
   * @param {unknown} error
   * @returns {boolean}
   */
  isBusy(error) {
    throw new Error(`${this.constructor.name} does not implement isBusy()`)
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    this.startSweeping()
    return (await this.change(CREATE, [...valuesOf(storageKey, record), this.now()])) === 1
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<readonly Row[]>}
   */
  read(text, values, abandoned) {
    return this.#onceFree(() => this.rowsOf(text, values, abandoned), abandoned)
  }

  /**
   * @protected
   * @param {string} text
   * @param {readonly Value[]} values
   * @param {AbortSignal} abandoned
   * @returns {Promise<number>}
   */
  write(text, values, abandoned) {
    return this.#onceFree(() => this.changesOf(text, values, abandoned), abandoned)
  }

  /**
   * Waits for a lock here, and not in SQLite, which would hold up everything else that this process does.
   *
   * @template T
   * @param {() => T | Promise<T>} work
   * @param {AbortSignal} abandoned
   * @returns {Promise<T>}
   */
  async #onceFree(work, abandoned) {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!this.isBusy(error) || abandoned.aborted) {
          throw error
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MILLISECONDS))
    }
  }
}
