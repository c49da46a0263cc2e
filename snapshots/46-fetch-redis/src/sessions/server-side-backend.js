// Sessions that are kept in a store: the cookie holds the session id, the store holds the record.
import { assertSessionData } from './session-data-check.js'
import { stateOf } from './session.js'
import { SessionBackend } from './session-backend.js'
import { createRecord, endRecord, renewRecord, updateRecord } from './record-changes.js'
import { loadRecord } from './record-loading.js'
import { COOKIE_NAME, expiredCookie, liveCookie, sendCookies } from './session-cookie.js'
import { SessionDestroyedError } from './session-errors.js'
import { inTurn } from './session-state.js'

/**
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 */

/**
 * A backend of your own is a subclass with `get`, `set`, `delete` and `deleteAll`. `create`, `update` and `touch` are then
 * built on these, each from two calls: another process can come in between, and of two writers one may lose. Override them
 * with your store's own atomic operation, and nothing is lost.
 *
 * A storage key is the SHA-256 of a session id, base64url, 43 characters: no backend sees the session id itself.
 */
export class ServerSideBackend extends SessionBackend {
  /**
   * Finds a live record.
   *
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>} The record, or null if the key is unknown or its record is past its
   * deadline.
   * @throws {SessionStoreError} if the store cannot answer. Not knowing is not the same as null.
   */
  get(storageKey) {
    throw new Error(`${this.constructor.name} does not implement get()`)
  }

  /**
   * Creates or replaces a record. The store may drop it once `record.expiresAt` has passed.
   *
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  set(storageKey, record) {
    throw new Error(`${this.constructor.name} does not implement set()`)
  }

  /**
   * Deletes a record. One that is not there is no error.
   *
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  delete(storageKey) {
    throw new Error(`${this.constructor.name} does not implement delete()`)
  }

  /**
   * Deletes every record of this backend, and nothing else.
   *
   * @returns {Promise<void>}
   */
  deleteAll() {
    throw new Error(`${this.constructor.name} does not implement deleteAll()`)
  }

  /**
   * Creates a record. Not atomic, unless overridden.
   *
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>} Whether it was created: false if the key is taken.
   */
  async create(storageKey, record) {
    if ((await this.get(storageKey)) !== null) {
      return false
    }
    await this.set(storageKey, record)
    return true
  }

  /**
   * Replaces a record that has not changed since it was read. Not atomic, unless overridden.
   *
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version The version that was read.
   * @returns {Promise<boolean>} Whether it was replaced: false if the record is gone or has another version.
   */
  async update(storageKey, record, version) {
    const stored = await this.get(storageKey)
    if (stored?.version !== version) {
      return false
    }
    await this.set(storageKey, record)
    return true
  }

  /**
   * Moves the deadline of a record, never to an earlier time, and changes nothing else of it. Not atomic, unless overridden.
   *
   * @param {string} storageKey
   * @param {number} renewedAt Now, in milliseconds since the epoch; so is `expiresAt`.
   * @param {number} expiresAt
   * @returns {Promise<boolean>} Whether the record was there.
   */
  async touch(storageKey, renewedAt, expiresAt) {
    const stored = await this.get(storageKey)
    if (stored === null) {
      return false
    }
    await this.set(storageKey, { ...stored, renewedAt, expiresAt: Math.max(stored.expiresAt, expiresAt) })
    return true
  }

  /**
   * @param {Connection} connection
   * @returns {Promise<Session>}
   */
  loadFromConnection(connection) {
    return loadRecord(this, connection)
  }

  /**
   * @param {Session} session
   * @param {Message} message
   * @returns {Promise<void>}
   */
  async storeInMessage(session, message) {
    const state = stateOf(session)
    if (state.ended !== null) {
      await state.ended
    } else {
      await this.save(session)
      await renewRecord(this, state)
    }
    if (state.ended === null && state.cookieDue && state.id !== null && state.record !== null) {
      sendCookies(message, [liveCookie(COOKIE_NAME, state.id, state.record.expiresAt, this.now())])
    } else if (state.cookieStale) {
      sendCookies(message, [expiredCookie(COOKIE_NAME)])
    }
  }

  /**
   * @param {Session} session
   * @returns {Promise<void>}
   */
  save(session) {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (this.isChanged(session)) {
        assertSessionData(session)
        const { record, storageKey } = state
        await (record === null || storageKey === null
          ? createRecord(this, session)
          : updateRecord(this, session, storageKey, record))
      }
    })
  }

  /**
   * @protected
   * @param {Session} session
   * @param {boolean} isCarriedOn
   * @returns {Promise<void>}
   */
  async discard(session, isCarriedOn) {
    const { storageKey, record } = stateOf(session)
    if (storageKey !== null && record !== null && isCarriedOn) {
      await endRecord(this, session, storageKey, record)
    } else if (storageKey !== null) {
      await this.delete(storageKey)
    }
  }
}
