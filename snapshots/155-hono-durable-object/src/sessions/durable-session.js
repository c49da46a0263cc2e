// The class of the Durable Objects that hold sessions. The Worker's main module exports it, for Cloudflare to find.
import { DurableObject } from 'cloudflare:workers'
import { isLive } from './session-record.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionObject } from './durable-object-backend.js'
 */

/** What the object of a session has is stored under this name. */
const SESSION = 'session'

/**
 * @typedef {object} Kept
 * @property {SessionRecord} record
 * @property {number} removeAt Its deadline by the clock here, which may differ from that of who wrote it.
 */

/**
 * One for each session. It reads and writes without a wait in between: what a method has looked at is still so when it writes.
 *
 * @implements {SessionObject}
 */
export class DurableSession extends DurableObject {
  /** @returns {Promise<SessionRecord | null>} */
  async read() {
    return this.#kept()?.record ?? null
  }

  /**
   * @param {SessionRecord} record
   * @param {number} now
   * @returns {Promise<void>}
   */
  async set(record, now) {
    const removeAt = Date.now() + record.expiresAt - now
    this.ctx.storage.kv.put(SESSION, { record, removeAt })
    await this.#wakeAt(removeAt)
  }

  /**
   * In the place of a record that has expired by the reader's clock, too.
   *
   * @param {SessionRecord} record
   * @param {number} now
   * @returns {Promise<boolean>}
   */
  async create(record, now) {
    if (this.#live(now) !== null) {
      return false
    }
    await this.set(record, now)
    return true
  }

  /**
   * @param {SessionRecord} record
   * @param {number} version
   * @param {number} now
   * @returns {Promise<boolean>}
   */
  async update(record, version, now) {
    if (this.#live(now)?.version !== version) {
      return false
    }
    await this.set(record, now)
    return true
  }

  /**
   * With nothing left in its storage the object itself is gone.
   *
   * @returns {Promise<void>}
   */
  async end() {
    await this.ctx.storage.deleteAll()
    // Before the compatibility date 2026-02-24 that leaves the alarm.
    await this.ctx.storage.deleteAlarm()
  }

  /**
   * Removes what has expired. Readers do not wait for that: they look at the deadline themselves.
   *
   * @returns {Promise<void>}
   */
  async alarm() {
    const removeAt = this.#kept()?.removeAt
    if (removeAt !== undefined && Date.now() < removeAt) {
      await this.ctx.storage.setAlarm(removeAt)
    } else {
      await this.end()
    }
  }

  /**
   * A later deadline moves no alarm, which would be a write of its own: that which is set looks for itself.
   *
   * @param {number} time
   * @returns {Promise<void>}
   */
  async #wakeAt(time) {
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(time)
    }
  }

  /**
   * @param {number} now
   * @returns {SessionRecord | null}
   */
  #live(now) {
    const record = this.#kept()?.record
    return record !== undefined && isLive(record, now) ? record : null
  }

  /** @returns {Kept | undefined} */
  #kept() {
    return this.ctx.storage.kv.get(SESSION)
  }
}
