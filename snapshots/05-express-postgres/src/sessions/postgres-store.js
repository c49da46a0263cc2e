// Sessions in PostgreSQL, whichever driver asks.
import { valuesOf } from './sql-record.js'
import { SqlStore } from './sql-store.js'
import { CREATE, STATEMENTS } from './postgres-statements.js'

/** @import { SessionRecord } from './session-record.js' */

export class PostgresStore extends SqlStore {
  /** @param {() => number} [now] */
  constructor(now) {
    super(STATEMENTS, now)
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
}
