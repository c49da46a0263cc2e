// How sessions in cookies end before their cookies expire, and which of them have.
import { storageKeyOf } from './session-id.ts'
import { SessionDestroyedError } from './session-errors.ts'
import { deadlineOf } from './session-lifetime.ts'
import type { SessionState } from './session-state.ts'
import { CLOCK_TOLERANCE_MILLISECONDS } from './cookie-payload.ts'
import type { RevocationStore } from './revocation-store.ts'

/**
 * Whether the session of a cookie has ended.
 *
 * @throws {SessionStoreError} if the store cannot tell: then nobody is let in.
 */
export async function hasEnded(store: RevocationStore, id: string): Promise<boolean> {
  return (await store.get(storageKeyOf(id))) !== null
}

/** Whether another request has ended a session since it was loaded. */
export async function isGone(store: RevocationStore, state: SessionState): Promise<boolean> {
  const { id, record } = state
  return id !== null && record !== null && (await hasEnded(store, id))
}

/** @throws {SessionDestroyedError} if another request has ended a session since it was loaded. */
export async function assertNotGone(store: RevocationStore, state: SessionState): Promise<void> {
  if (await isGone(store, state)) {
    throw new SessionDestroyedError()
  }
}

/**
 * Lists a session that ends, until the last copy of its cookie has expired.
 *
 * @throws {SessionDestroyedError} if it is carried on, and another request has ended it: it would come back to life.
 */
export async function listEnded(store: RevocationStore, state: SessionState, isCarriedOn: boolean): Promise<void> {
  const { backend, id, record } = state
  if (id !== null && record !== null) {
    const key = storageKeyOf(id)
    const isFirst = await store.raise(key, record.createdAt, lastDeadline(record.createdAt, backend.now()))
    if (!isFirst && isCarriedOn) {
      throw new SessionDestroyedError()
    }
  }
}

/** When the last copy of a session's cookie expires, whichever server has sealed it. */
function lastDeadline(createdAt: number, now: number): number {
  return deadlineOf(createdAt, now + CLOCK_TOLERANCE_MILLISECONDS) + CLOCK_TOLERANCE_MILLISECONDS
}
