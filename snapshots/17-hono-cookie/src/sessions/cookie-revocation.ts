// How sessions in cookies end before their cookies expire, and which of them have.
import { storageKeyOf } from './session-id'
import type { SessionBackend } from './session-backend'
import { SessionDestroyedError } from './session-errors'
import { deadlineOf } from './session-lifetime'
import type { SessionRecord } from './session-record'
import type { SessionState } from './session-state'
import { userIdOf } from './user-id'
import { CLOCK_TOLERANCE_MILLISECONDS } from './cookie-payload'
import type { RevocationStore } from './revocation-store'

/**
 * Whether the session of a cookie has ended.
 *
 * @throws {SessionStoreError} if the store cannot tell: then nobody is let in.
 */
export async function hasEnded(
  store: RevocationStore,
  backend: SessionBackend,
  record: SessionRecord,
): Promise<boolean> {
  const userId = userOf(backend, record)
  const endedAt = userId === null ? null : await store.get(await storageKeyOf(userId))
  return endedAt !== null && record.createdAt <= endedAt
}

/** Whether another request has ended a session since it was loaded. */
export async function isGone(store: RevocationStore, state: SessionState): Promise<boolean> {
  const { id, record } = state
  return id !== null && record !== null && (await hasEnded(store, state.backend, record))
}

/** @throws {SessionDestroyedError} if another request has ended a session since it was loaded. */
export async function assertNotGone(store: RevocationStore, state: SessionState): Promise<void> {
  if (await isGone(store, state)) {
    throw new SessionDestroyedError()
  }
}

/** Ends the sessions of a user that have begun up to now. */
export async function endSessionsOf(store: RevocationStore, userId: string, now: number): Promise<void> {
  const key = await storageKeyOf(userId)
  await store.raise(key, now, lastDeadline(now))
}

/** When the last copy of a session's cookie expires, whichever server has sealed it. */
function lastDeadline(now: number): number {
  return deadlineOf(now + CLOCK_TOLERANCE_MILLISECONDS) + CLOCK_TOLERANCE_MILLISECONDS
}

/** Null where nobody has signed in, and where the data can't be read. */
function userOf(backend: SessionBackend, record: SessionRecord): string | null {
  try {
    return userIdOf(backend.deserializeData(record.data))
  } catch {
    return null
  }
}
