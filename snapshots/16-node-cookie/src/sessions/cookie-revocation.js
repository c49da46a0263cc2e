// How sessions in cookies end before their cookies expire, and which of them have.
import { storageKeyOf } from './session-id.js'
import { SessionDestroyedError } from './session-errors.js'
import { deadlineOf } from './session-lifetime.js'
import { userIdOf } from './user-id.js'
import { CLOCK_TOLERANCE_MILLISECONDS } from './cookie-payload.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 * @import { RevocationStore } from './revocation-store.js'
 */

/**
 * Whether the session of a cookie has ended.
 *
 * @param {RevocationStore} store
 * @param {SessionBackend} backend
 * @param {SessionRecord} record
 * @returns {Promise<boolean>}
 * @throws {SessionStoreError} if the store cannot tell: then nobody is let in.
 */
export async function hasEnded(store, backend, record) {
  const userId = userOf(backend, record)
  const endedAt = userId === null ? null : await store.get(storageKeyOf(userId))
  return endedAt !== null && record.createdAt <= endedAt
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
  return id !== null && record !== null && (await hasEnded(store, state.backend, record))
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
 * Ends the sessions of a user that have begun up to now.
 *
 * @param {RevocationStore} store
 * @param {string} userId
 * @param {number} now
 * @returns {Promise<void>}
 */
export async function endSessionsOf(store, userId, now) {
  const key = storageKeyOf(userId)
  await store.raise(key, now, lastDeadline(now + CLOCK_TOLERANCE_MILLISECONDS, now))
}

/**
 * When the last copy of a session's cookie expires, whichever server has sealed it.
 *
 * @param {number} createdAt
 * @param {number} now
 * @returns {number}
 */
function lastDeadline(createdAt, now) {
  return deadlineOf(createdAt, now + CLOCK_TOLERANCE_MILLISECONDS) + CLOCK_TOLERANCE_MILLISECONDS
}

/**
 * Null where nobody has signed in, and where the data can't be read.
 *
 * @param {SessionBackend} backend
 * @param {SessionRecord} record
 * @returns {string | null}
 */
function userOf(backend, record) {
  try {
    return userIdOf(backend.deserializeData(record.data))
  } catch {
    return null
  }
}
