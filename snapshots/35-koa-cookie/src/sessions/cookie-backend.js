// Sessions that are kept in the cookie itself, sealed: no server stores them.
import { createKeyRing, seal, unseal } from './seal.js'
import { isNewer, upToDate, withVersion } from './data-versions.js'
import { readSecrets } from './secrets.js'
import { assertSessionData } from './session-data-check.js'
import { openSession, stateOf } from './session.js'
import { SessionBackend } from './session-backend.js'
import { COOKIE_NAME, sendCookies } from './session-cookie.js'
import { SessionDestroyedError, SessionLateError } from './session-errors.js'
import { deadlineOf } from './session-lifetime.js'
import { isLive, isRenewal, newRecord } from './session-record.js'
import { inTurn, newState } from './session-state.js'
import { joinCookies, leftoverCookies, readSessionCookies, sessionCookies } from './cookie-chunks.js'
import { isCurrent, readPayload, writePayload } from './cookie-payload.js'

/**
 * @import { KeyRing } from './seal.js'
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * @typedef {object} BackendOptions
 * @property {string | undefined} [secrets] One or more keys as `npx create-session secret` prints them, newest first,
 * instead of those in the environment.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/** Applications that share their secrets take a name each: none opens the other's sessions. */
const APPLICATION_ID = ''

/**
 * @param {BackendOptions} options
 * @returns {CookieBackend}
 */
export function createBackend(options) {
  return new CookieBackend(options)
}

/**
 * Nobody can read or change a session without the keys. But a session has no other place than its cookie: of two requests at
 * the same time the later response wins, and a copy is as good as the cookie itself. README.md says for how long.
 */
export class CookieBackend extends SessionBackend {
  /** @type {KeyRing} */
  #keys

  /**
   * @param {BackendOptions} [options]
   * @throws If a key is missing or not fit for use.
   */
  constructor(options = {}) {
    super(options.now)
    const use = { purpose: 'session', cookieName: COOKIE_NAME, applicationId: APPLICATION_ID }
    this.#keys = createKeyRing(readSecrets(options.secrets), use)
  }

  /**
   * @param {Connection} connection
   * @returns {Promise<Session>}
   */
  async loadFromConnection(connection) {
    const cookies = readSessionCookies(connection)
    const state = newState(this, connection, cookies.length > 0)
    const sealed = joinCookies(cookies)
    if (sealed !== null) {
      const text = unseal(sealed, this.#keys)
      const payload = text === null ? null : readPayload(text)
      if (payload !== null && isCurrent(payload.record, this.now())) {
        // Not read here, and not ended: a write takes its place.
        if (isNewer(payload.record)) {
          return openSession(state, {})
        }
        const current = upToDate(this, payload.record)
        try {
          const data = this.deserializeData(current.data)
          assertSessionData(data)
          return openSession(Object.assign(state, payload, { record: current, isNew: false }), data)
        } catch {
          // Data that can't be read now is no session, like a cookie that does not open.
        }
      }
    }
    // Nothing tells a forged cookie from an expired one: neither is a session, and both have to go.
    state.cookieStale = state.hadCookie
    return openSession(state, {})
  }

  /**
   * @param {Session} session
   * @param {Message} message
   * @param {Connection} connection
   * @returns {Promise<void>}
   */
  async storeInMessage(session, message, connection) {
    const state = stateOf(session)
    await state.ended
    const record = state.ended === null ? this.#recordToSend(session) : null
    if (record !== null) {
      const lines = await this.#cookiesFor(state, record)
      sendCookies(message, [...lines, ...leftoverCookies(connection, lines)])
      state.record = record
    } else if (state.cookieStale || (state.record !== null && this.#isEmpty(session))) {
      sendCookies(message, leftoverCookies(connection, []))
      state.record = null
    }
  }

  /**
   * Finds out now whether the session can be kept. It is kept by the response.
   *
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
        if (state.connection.headSent) {
          throw new SessionLateError()
        }
        const record = this.#recordToSend(session)
        if (record !== null) {
          await this.#cookiesFor(state, record)
        }
      }
    })
  }

  /**
   * The response ends the cookie.
   *
   * @protected
   * @param {Session} session
   * @returns {Promise<void>}
   */
  async discard(session) {
    if (stateOf(session).connection.headSent) {
      throw new SessionLateError()
    }
  }

  /**
   * An open socket does not hear what is written to the session elsewhere: that happens to another copy of it.
   *
   * @param {Session} session
   * @returns {Promise<boolean>}
   */
  async revalidate(session) {
    const { ended, record } = stateOf(session)
    return ended === null && (record === null || isLive(record, this.now()))
  }

  /**
   * The session as its cookie has to hold it from now on; null if there is no need for a new cookie.
   *
   * @param {Session} session
   * @returns {SessionRecord | null}
   */
  #recordToSend(session) {
    if (this.#isEmpty(session)) {
      return null
    }
    const state = stateOf(session)
    const { record } = state
    assertSessionData(session)
    const now = this.now()
    const data = this.serializeData(session)
    if (record === null) {
      return newRecord(data, now)
    }
    const isDue = data !== record.data || isRenewal(state.touched, record, now)
    return isDue ? { ...record, data, renewedAt: now, expiresAt: deadlineOf(record.createdAt, now) } : null
  }

  /**
   * @param {SessionState} state
   * @param {SessionRecord} record
   * @returns {Promise<string[]>}
   * @throws {SessionTooLargeError} if the session does not fit into its cookies.
   */
  async #cookiesFor(state, record) {
    state.id ??= this.generateSessionId()
    const payload = writePayload(state.id, withVersion(record))
    const sealed = seal(payload, this.#keys)
    return sessionCookies(state.connection, sealed)
  }

  /**
   * @param {Session} session
   * @returns {boolean}
   */
  #isEmpty(session) {
    return this.serializeData(session) === this.serializeData({})
  }
}
