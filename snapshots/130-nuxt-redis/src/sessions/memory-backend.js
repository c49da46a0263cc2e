// Sessions in the memory of this process: they end with it, and no other process sees them.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive } from './session-record.js'

/** @import { SessionRecord } from './session-record.js' */

/** The session that was used least recently makes room for one more. It is the first to expire anyway. */
const MAX_SESSIONS = 10_000

const SWEEP_EVERY_SECONDS = 60

/** After so many records the requests that wait get their turn. */
const SWEEP_BATCH = 1_000

export class MemoryBackend extends ServerSideBackend {
  /**
   * The least recently used comes first.
   *
   * @type {Map<string, SessionRecord>}
   */
  #records = new Map()
  /** @type {ReturnType<typeof setInterval> | null} */
  #sweeper = null

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  async get(storageKey) {
    const record = this.#find(storageKey)
    if (record !== null) {
      this.#put(storageKey, record)
    }
    return record
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  async set(storageKey, record) {
    this.#put(storageKey, Object.freeze({ ...record }))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    if (this.#find(storageKey) !== null) {
      return false
    }
    this.#put(storageKey, Object.freeze({ ...record }))
    return true
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  async update(storageKey, record, version) {
    if (this.#find(storageKey)?.version !== version) {
      return false
    }
    this.#put(storageKey, Object.freeze({ ...record }))
    return true
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    this.#records.delete(storageKey)
    this.#stopWhenEmpty()
  }

  /** @returns {Promise<void>} */
  async deleteAll() {
    this.#records.clear()
    this.#stopWhenEmpty()
  }

  /**
   * Deletes records that are past their deadline; a timer does it too.
   *
   * @param {number} limit At most so many.
   * @returns {Promise<number>} How many were deleted.
   */
  async deleteExpired(limit) {
    const now = this.now()
    let deleted = 0
    let seen = 0
    for (const [storageKey, record] of this.#records) {
      if (deleted === limit) {
        break
      }
      if (!isLive(record, now)) {
        this.#records.delete(storageKey)
        deleted += 1
      }
      seen += 1
      if (seen % SWEEP_BATCH === 0) {
        await new Promise((resolve) => setTimeout(resolve))
      }
    }
    this.#stopWhenEmpty()
    return deleted
  }

  /**
   * @param {string} storageKey
   * @returns {SessionRecord | null}
   */
  #find(storageKey) {
    const record = this.#records.get(storageKey)
    return record !== undefined && isLive(record, this.now()) ? record : null
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {void}
   */
  #put(storageKey, record) {
    this.#records.delete(storageKey)
    this.#records.set(storageKey, record)
    const [leastRecentlyUsed] = this.#records.keys()
    if (this.#records.size > MAX_SESSIONS && leastRecentlyUsed !== undefined) {
      this.#records.delete(leastRecentlyUsed)
    }
    this.#sweeper ??= this.#startSweeper()
  }

  /**
   * The timer does not keep the process running.
   *
   * @returns {ReturnType<typeof setInterval>}
   */
  #startSweeper() {
    const sweeper = setInterval(() => void this.deleteExpired(Infinity), SWEEP_EVERY_SECONDS * 1000)
    sweeper.unref()
    return sweeper
  }

  /** @returns {void} */
  #stopWhenEmpty() {
    if (this.#records.size === 0 && this.#sweeper !== null) {
      clearInterval(this.#sweeper)
      this.#sweeper = null
    }
  }
}
