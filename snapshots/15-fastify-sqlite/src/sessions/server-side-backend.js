// Sessions that are kept in a store: the cookie holds the session id, the store holds the record.
import { assertSessionData } from './session-data-check.js'
import { isNewer, upToDate } from './data-versions.js'
import { replaceData, stateOf } from './session.js'
import { SessionBackend } from './session-backend.js'
import { createRecord, endRecord, updateRecord } from './record-changes.js'
import { loadRecord } from './record-loading.js'
import { COOKIE_NAME, expiredCookie, liveCookie, sendCookies } from './session-cookie.js'
import { SessionDestroyedError } from './session-errors.js'
import { isLive } from './session-record.js'
import { inTurn } from './session-state.js'
import { endAll, sessionsOf } from './user-sessions.js'

/**
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { UserSession } from './user-sessions.js'
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
   * Finds the live records whose `userId` it is, by storage key: by an index of your store, or by looking at each record. It
   * may find too many, never too few: a session that it misses outlives `deleteForUser`.
   *
   * @param {string} userId What your application put into the session, of any length and content. Hash it before it
   * becomes part of a key.
   * @returns {Promise<ReadonlyMap<string, SessionRecord>>}
   * @throws {SessionStoreError} if the store cannot answer.
   */
  getForUser(userId) {
    throw new Error(`${this.constructor.name} does not implement getForUser()`)
  }

  /**
   * The live sessions of a user, newest first.
   *
   * @param {string | number} userId
   * @returns {Promise<readonly UserSession[]>}
   * @throws {SessionStoreError} if the store cannot answer.
   */
  listForUser(userId) {
    return sessionsOf(this, userId)
  }

  /**
   * Ends the sessions of a user: all, or all but one. For 'log out everywhere else', after a change of the password for instance.
   *
   * @param {string | number} userId
   * @param {{ readonly except?: Session }} [options] `except` is the session that goes on: that of the request.
   * @returns {Promise<number>} How many were ended. A request that is under way in one of them can save nothing any
   * more.
   * @throws {SessionStoreError} if the store cannot answer. Some may have ended then: do it again.
   */
  async deleteForUser(userId, options = {}) {
    const spared = options.except === undefined ? null : stateOf(options.except).storageKey
    const sessions = await this.listForUser(userId)
    return endAll(
      this,
      sessions.filter(({ handle }) => handle !== spared),
    )
  }

  /**
   * Ends the sessions of a user that began before a moment; `regenerate` begins a new one.
   *
   * @param {number} time In milliseconds since the epoch.
   * @param {string | number} userId
   * @returns {Promise<number>} How many were ended.
   * @throws {SessionStoreError} if the store cannot answer. Some may have ended then: do it again.
   */
  async deleteIssuedBefore(time, userId) {
    const sessions = await this.listForUser(userId)
    return endAll(
      this,
      sessions.filter(({ createdAt }) => createdAt < time),
    )
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

  /**
   * @param {Session} session
   * @returns {Promise<boolean>}
   */
  revalidate(session) {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        return false
      }
      if (state.storageKey === null) {
        return true
      }
      const record = await this.get(state.storageKey)
      if (record === null || !isLive(record, this.now())) {
        return false
      }
      if (isNewer(record)) {
        // It lives, with data that only a newer version of the application can read.
        return true
      }
      if (!this.isChanged(session)) {
        const current = upToDate(this, record)
        replaceData(session, this.deserializeData(current.data))
        state.record = current
      }
      return true
    })
  }
}
