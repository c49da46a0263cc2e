// The members that every session has beside your data.
import { addFlash, takeFlash } from './session-flash.js'

/**
 * @import { Session } from './session.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * @typedef {object} RegenerateOptions
 * @property {true | readonly string[]} [keep] What the new session takes over: everything, or the fields of these
 * names. Nothing by default.
 */

export class SessionObject {
  /** @type {SessionState} */
  #state

  /** @param {SessionState} state */
  constructor(state) {
    this.#state = state
  }

  /**
   * What the backend keeps in mind of a session; handlers have no use for it.
   *
   * @param {SessionObject} session
   * @returns {SessionState}
   */
  static stateOf(session) {
    return session.#state
  }

  /**
   * The session id, base64url; null before the first write. It changes at `regenerate`.
   *
   * @returns {string | null}
   */
  get id() {
    const state = this.#state
    if (state.id === null && state.ended === null && state.backend.isChanged(withData(this))) {
      state.id = state.backend.generateSessionId()
    }
    return state.id
  }

  /**
   * Whether the connection came without a session.
   *
   * @returns {boolean}
   */
  get isNew() {
    return this.#state.isNew
  }

  /**
   * When the session's user authenticated, in milliseconds since the epoch; null before. It is kept with your data, and nothing
   * but `markAuthenticated` sets it: an assignment throws.
   *
   * @returns {number | null}
   */
  get authenticatedAt() {
    return null
  }

  /**
   * Says that the user has just proved who they are, at login and whenever `requireRecentAuth` asked for it.
   *
   * @returns {void}
   * @throws If the session is from before: somebody else may know its id. Call `regenerate` first, and go on with what it returns.
   */
  markAuthenticated() {
    if (!this.isNew) {
      throw new Error(
        'Call `regenerate` before `markAuthenticated`: who knew the id of this session would be logged in too',
      )
    }
    setAuthenticatedAt(this, this.#state.backend.now())
  }

  /**
   * Ends this session and starts another under a new id: at login, at logout, and at each change of privilege.
   * Go on with the session that it returns, which is also the connection's from now on: a write to this one throws.
   *
   * @param {RegenerateOptions} [options]
   * @returns {Promise<Session>}
   * @throws What the backend throws, if the old session could not be ended. Nothing has changed then.
   */
  regenerate(options = {}) {
    return this.#state.backend.regenerate(withData(this), options.keep ?? [])
  }

  /**
   * Ends the session for good: no save, in this or a parallel request, brings it back. A write to it throws from now on.
   *
   * @returns {Promise<void>}
   */
  destroy() {
    return this.#state.backend.destroy(withData(this))
  }

  /**
   * Saves now what would be saved with the response.
   *
   * @returns {Promise<void>}
   */
  save() {
    return this.#state.backend.save(withData(this))
  }

  /**
   * Keeps a message for the next page, or reads those of a name: what was read is gone. Of several requests at the same time that
   * read a message each may get it, and one of them always does.
   *
   * @overload
   * @param {string} name
   * @returns {unknown[]} The messages, oldest first.
   * @param message What your data can hold: text, an object.
   */
  /**
   * @overload
   * @param {string} name
   * @param {unknown} message
   * @returns {void}
   */
  /**
   * @param {string} name
   * @param {unknown} [message]
   * @returns {unknown[] | void}
   */
  flash(name, message) {
    if (message === undefined) {
      return takeFlash(withData(this), name)
    } else {
      addFlash(withData(this), name, message)
    }
  }
}

// A field of this name can't take a member's place: assigning it throws.
Object.freeze(SessionObject.prototype)

/**
 * The same object, as what it is together with your data.
 *
 * @param {SessionObject} session
 * @returns {Session}
 */
export function withData(session) {
  return /** @type {Session} */ (/** @type {unknown} */ (session))
}

/**
 * Gives a session the field `authenticatedAt`, which no assignment changes.
 *
 * @template {SessionObject} T
 * @param {T} session
 * @param {unknown} authenticatedAt
 * @returns {T}
 */
export function setAuthenticatedAt(session, authenticatedAt) {
  return typeof authenticatedAt === 'number'
    ? Object.defineProperty(session, 'authenticatedAt', {
        value: authenticatedAt,
        enumerable: true,
        configurable: true,
      })
    : session
}
