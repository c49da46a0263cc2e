// A session that also answers to callbacks, as Passport and the middlewares written for express-session call it.
import { SessionObject as SessionMembers } from './session-object.js'

/**
 * @import { Session } from './session.js'
 * @import { RegenerateOptions } from './session-object.js'
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
}

Object.freeze(SessionObject.prototype)

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
