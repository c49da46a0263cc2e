// A session that also answers to callbacks, as Passport and the middlewares written for express-session call it.
import { SessionDestroyedError } from './session-errors.js'
import { SessionObject as SessionMembers, setAuthenticatedAt, withData } from './session-object.js'

/**
 * @import { Session } from './session.js'
 * @import { RegenerateOptions } from './session-object.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * Called when the work is done, with the error if it failed.
 *
 * @typedef {(error?: unknown) => void} SessionCallback
 */

export class SessionObject extends SessionMembers {
  /**
   * @param {RegenerateOptions | SessionCallback} [options]
   * @param {SessionCallback} [callback]
   * @returns {Promise<Session>}
   */
  regenerate(options, callback) {
    return typeof options === 'function'
      ? answer(super.regenerate(), options)
      : answer(super.regenerate(options), callback)
  }

  /**
   * @param {SessionCallback} [callback]
   * @returns {Promise<void>}
   */
  destroy(callback) {
    return answer(super.destroy(), callback)
  }

  // Not the same as `save()`: Grant looks for a parameter to learn that it may wait.
  /**
   * @param {SessionCallback} [callback]
   * @returns {Promise<void>}
   */
  save(callback) {
    return answer(super.save(), callback)
  }

  /**
   * Reads what others wrote to the session, on a socket long after the handshake. Fails if the session has ended.
   * Go on with the connection's session: it can be another object.
   *
   * @param {SessionCallback} [callback]
   * @returns {Promise<void>}
   */
  reload(callback) {
    return answer(reload(this), callback)
  }
}

Object.freeze(SessionObject.prototype)

/**
 * @param {SessionMembers} session
 * @returns {Promise<void>}
 */
async function reload(session) {
  const state = SessionMembers.stateOf(session)
  const { backend, connection } = state
  // A session is closed with the head of its response. A socket goes on with one that takes writes, under the same id.
  const isClosed = state.ended === null && Object.isFrozen(session)
  const open = isClosed ? reopen(session, state) : session
  if (!(await backend.revalidate(withData(open)))) {
    throw new SessionDestroyedError()
  }
  if (isClosed) {
    connection.session = withData(open)
  }
}

/**
 * @param {SessionMembers} session
 * @param {SessionState} state
 * @returns {SessionObject}
 */
function reopen(session, state) {
  const { authenticatedAt, ...data } = session
  return setAuthenticatedAt(Object.assign(new SessionObject(state), data), authenticatedAt)
}

/**
 * Calls back outside of the promise, so that what the callback throws is an error of its own.
 *
 * @template T
 * @param {Promise<T>} work
 * @param {SessionCallback | undefined} callback
 * @returns {Promise<T>}
 */
function answer(work, callback) {
  if (callback !== undefined) {
    work.then(
      () => process.nextTick(callback),
      (/** @type {unknown} */ error) => process.nextTick(callback, error),
    )
  }
  return work
}
