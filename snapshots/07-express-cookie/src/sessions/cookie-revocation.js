// How sessions in cookies end before their cookies expire, and which of them have.
import { storageKeyOf } from './session-id.js'
import { SessionDestroyedError } from './session-errors.js'
import { deadlineOf } from './session-lifetime.js'
import { CLOCK_TOLERANCE_MILLISECONDS } from './cookie-payload.js'

/**
 * @import { SessionState } from './session-state.js'
 * @import { RevocationStore } from './revocation-store.js'
 */

/**
 * Whether the session of a cookie has ended.
 *
 * @param {RevocationStore} store
 * @param {string} id
 * @returns {Promise<boolean>}
 * @throws {SessionStoreError} if the store cannot tell: then nobody is let in.
 */
export async function hasEnded(store, id) {
  return (await store.get(storageKeyOf(id))) !== null
}

/**
 * Whether another request has ended a session since it was loaded.
 *
 * @param {RevocationStore} store
 * @param {SessionState} state
 * @returns {Promise<boolean>}
 */
export async function isGone(store, state) {
  const { id, record } = state
  return id !== null && record !== null && (await hasEnded(store, id))
}

/**
 * @param {RevocationStore} store
 * @param {SessionState} state
 * @returns {Promise<void>}
 * @throws {SessionDestroyedError} if another request has ended a session since it was loaded.
 */
export async function assertNotGone(store, state) {
  if (await isGone(store, state)) {
    throw new SessionDestroyedError()
  }
}

/**
 * Lists a session that ends, until the last copy of its cookie has expired.
 *
 * @param {RevocationStore} store
 * @param {SessionState} state
 * @param {boolean} isCarriedOn
 * @returns {Promise<void>}
 * @throws {SessionDestroyedError} if it is carried on, and another request has ended it: it would come back to life.
 */
export async function listEnded(store, state, isCarriedOn) {
  const { backend, id, record } = state
  if (id !== null && record !== null) {
    const key = storageKeyOf(id)
    const isFirst = await store.raise(key, record.createdAt, lastDeadline(backend.now()))
    if (!isFirst && isCarriedOn) {
      throw new SessionDestroyedError()
    }
  }
}

/**
 * When the last copy of a session's cookie expires, whichever server has sealed it.
 *
 * @param {number} now
 * @returns {number}
 */
function lastDeadline(now) {
  return deadlineOf(now + CLOCK_TOLERANCE_MILLISECONDS) + CLOCK_TOLERANCE_MILLISECONDS
}
