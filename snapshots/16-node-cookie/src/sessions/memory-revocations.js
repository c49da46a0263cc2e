// Which sessions have ended, in the memory of this process: no other one knows, and the process forgets it when it ends.
/** @import { RevocationStore } from './revocation-store.js' */

/**
 * @typedef {object} Noted
 * @property {number} time
 * @property {number} expiresAt
 */

/** @implements {RevocationStore} */
export class MemoryRevocations {
  /** @type {() => number} */
  #now
  /** @type {Map<string, Noted>} */
  #noted = new Map()

  /** @param {() => number} [now] A clock in milliseconds since the epoch. */
  constructor(now = Date.now) {
    this.#now = now
  }

  /**
   * @param {string} key
   * @returns {Promise<number | null>}
   */
  async get(key) {
    return this.#noted.get(key)?.time ?? null
  }

  /**
   * @param {string} key
   * @param {number} time
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  async raise(key, time, expiresAt) {
    this.#forget()
    const noted = this.#noted.get(key)
    if (noted !== undefined && noted.time >= time) {
      return false
    }
    this.#noted.set(key, { time, expiresAt })
    return true
  }

  /** @returns {void} */
  #forget() {
    for (const [key, { expiresAt }] of this.#noted) {
      if (expiresAt <= this.#now()) {
        this.#noted.delete(key)
      }
    }
  }
}
