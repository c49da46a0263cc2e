// How sessions in cookies end before their cookies expire, and which of them have.
import { storageKeyOf } from '../../slots/session-id.ts'
import type { SessionBackend } from '../../runtime/session-backend.ts'
import { SessionDestroyedError } from '../../runtime/session-errors.ts'
import { deadlineOf } from '../../runtime/session-lifetime.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'
import type { SessionState } from '../../runtime/session-state.ts'
import { userIdOf } from '../../runtime/user-id.ts'
import { CLOCK_TOLERANCE_MILLISECONDS } from './cookie-payload.ts'
import { spec } from './cookie.spec.ts'
import type { RevocationStore } from './revocation-store.ts'

/**
 * Whether the session of a cookie has ended.
 *
 * @throws {SessionStoreError} if the store cannot tell: then nobody is let in.
 */
export async function hasEnded(
  store: RevocationStore,
  backend: SessionBackend,
  id: string,
  record: SessionRecord,
): Promise<boolean> {
  if (spec.listsEnded) {
    return (await store.get(spec.node ? storageKeyOf(id) : await storageKeyOf(id))) !== null
  } else {
    const userId = userOf(backend, record)
    const endedAt =
      userId === null ? null : await store.get(spec.node ? storageKeyOf(userId) : await storageKeyOf(userId))
    return endedAt !== null && record.createdAt <= endedAt
  }
}

/** Whether another request has ended a session since it was loaded. */
export async function isGone(store: RevocationStore, state: SessionState): Promise<boolean> {
  const { id, record } = state
  return id !== null && record !== null && (await hasEnded(store, state.backend, id, record))
}

/** @throws {SessionDestroyedError} if another request has ended a session since it was loaded. */
export async function assertNotGone(store: RevocationStore, state: SessionState): Promise<void> {
  if (await isGone(store, state)) {
    throw new SessionDestroyedError()
  }
}

// @when spec.listsEnded
/**
 * Lists a session that ends, until the last copy of its cookie has expired.
 *
 * @throws {SessionDestroyedError} if it is carried on, and another request has ended it: it would come back to life.
 */
export async function listEnded(store: RevocationStore, state: SessionState, isCarriedOn: boolean): Promise<void> {
  const { backend, id, record } = state
  if (id !== null && record !== null) {
    const key = spec.node ? storageKeyOf(id) : await storageKeyOf(id)
    const isFirst = await store.raise(key, record.createdAt, lastDeadline(record.createdAt, backend.now()))
    if (!isFirst && isCarriedOn) {
      throw new SessionDestroyedError()
    }
  }
}

// @when spec.endsByUser
/** Ends the sessions of a user that have begun up to now. */
export async function endSessionsOf(store: RevocationStore, userId: string, now: number): Promise<void> {
  const key = spec.node ? storageKeyOf(userId) : await storageKeyOf(userId)
  await store.raise(key, now, lastDeadline(now + CLOCK_TOLERANCE_MILLISECONDS, now))
}

/** When the last copy of a session's cookie expires, whichever server has sealed it. */
function lastDeadline(createdAt: number, now: number): number {
  return deadlineOf(createdAt, now + CLOCK_TOLERANCE_MILLISECONDS) + CLOCK_TOLERANCE_MILLISECONDS
}

// @when spec.endsByUser
/** Null where nobody has signed in, and where the data can't be read. */
function userOf(backend: SessionBackend, record: SessionRecord): string | null {
  try {
    return userIdOf(backend.deserializeData(record.data))
  } catch {
    return null
  }
}
