// The promises that every backend keeps, wherever it keeps the session.
import { generateSessionId } from './session-id.js'
import { closeEmpty, hasUnsavedData, openSession, pick, stateOf } from './session.js'
import { SessionDestroyedError, SessionLateError } from './session-errors.js'
import { inTurn, newState } from './session-state.js'

/**
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionData } from './session-data.js'
 */

export class SessionBackend {
  /**
   * The reader's clock, in milliseconds since the epoch.
   *
   * @type {() => number}
   * @readonly
   */
  now

  /** @param {() => number} [now] */
  constructor(now = Date.now) {
    this.now = now
  }

  /**
   * Loads the session of a connection. A connection without our cookie costs nothing and gets an empty session.
   *
   * @param {Connection} connection
   * @returns {Promise<Session>}
   * @throws If the backend cannot tell whether there is a session: not knowing is not the same as having none.
   */
  loadFromConnection(connection) {
    throw new Error(`${this.constructor.name} does not implement loadFromConnection()`)
  }

  /**
   * Keeps what the handler wrote, and puts the cookie into the head of the response before it leaves. Not called for a session
   * that is idle.
   *
   * @param {Session} session
   * @param {Message} message
   * @param {Connection} connection
   * @returns {Promise<void>}
   * @throws If it could not be kept. No cookie has been set then.
   */
  storeInMessage(session, message, connection) {
    throw new Error(`${this.constructor.name} does not implement storeInMessage()`)
  }

  /**
   * What `session.save()` does.
   *
   * @param {Session} session
   * @returns {Promise<void>}
   */
  save(session) {
    throw new Error(`${this.constructor.name} does not implement save()`)
  }

  /**
   * Takes away what is kept of a session that is over.
   *
   * @protected
   * @param {Session} session
   * @param {boolean} isCarriedOn Its data goes into another session: then it must not have ended before.
   * @returns {Promise<void>}
   */
  discard(session, isCarriedOn) {
    throw new Error(`${this.constructor.name} does not implement discard()`)
  }

  /**
   * What `session.destroy()` does. The response waits for it, whether or not the handler does.
   *
   * @param {Session} session
   * @returns {Promise<void>}
   */
  destroy(session) {
    const state = stateOf(session)
    if (state.ended === null) {
      state.ended = inTurn(state, () => this.discard(session, false))
      state.cookieStale = state.hadCookie
      closeEmpty(session)
    }
    return state.ended
  }

  /**
   * What `session.regenerate()` does, with the names of the fields to keep, or true for all.
   *
   * @param {Session} session
   * @param {true | readonly string[]} keep
   * @returns {Promise<Session>}
   */
  regenerate(session, keep) {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (state.connection.headSent) {
        throw new SessionLateError()
      }
      await this.discard(session, keep === true || keep.length > 0)
      const data = this.deserializeData(this.serializeData(session))
      const next = newState(this, state.connection, state.hadCookie)
      next.cookieStale = state.hadCookie
      state.connection.session = openSession(next, keep === true ? data : pick(data, keep))
      state.ended = Promise.resolve()
      // Whoever holds the old session can still read it, as Passport does. A write to it throws.
      Object.freeze(session)
      return state.connection.session
    })
  }

  /**
   * Whether a response has nothing to do for the session: it was only read, and neither its deadline nor its cookie has to move.
   * A backend that does something at each response overrides it.
   *
   * @param {Session} session
   * @returns {boolean}
   */
  isIdle(session) {
    const state = stateOf(session)
    return state.turn === null && !state.cookieStale && !hasUnsavedData(session, this)
  }

  /**
   * Whether the session differs from what was loaded or last saved; nested changes count.
   *
   * @param {Session} session
   * @returns {boolean}
   */
  isChanged(session) {
    return this.serializeData(session) !== (stateOf(session).record?.data ?? this.serializeData({}))
  }

  /**
   * Session data as text. Override it, with `deserializeData`, to keep what JSON can't: dates, maps, big integers.
   *
   * @param {Partial<SessionData>} data
   * @returns {string}
   */
  serializeData(data) {
    return JSON.stringify(data)
  }

  /**
   * @param {string} text
   * @returns {Partial<SessionData>}
   * @throws {SyntaxError} if the text is no session data.
   */
  deserializeData(text) {
    /** @type {unknown} */
    const data = JSON.parse(text)
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new SyntaxError('Session data is not an object')
    }
    return /** @type {Partial<SessionData>} */ (data)
  }

  /**
   * A new session id. Not called before a session is written to.
   *
   * @returns {string}
   */
  generateSessionId() {
    return generateSessionId()
  }
}
