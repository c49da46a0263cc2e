// The members that every session has beside your data.
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
   * Moves the deadline with this response, however short ago it was moved.
   *
   * @returns {void}
   */
  touch() {
    this.#state.touched = true
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
function withData(session) {
  return /** @type {Session} */ (/** @type {unknown} */ (session))
}
