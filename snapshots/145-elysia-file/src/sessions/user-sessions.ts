// The sessions of one user: whose a session is, which there are, and how they end.
import { isNewer } from './data-versions.ts'
import type { ServerSideBackend } from './server-side-backend.ts'
import type { SessionData } from './session-data.ts'
import type { SessionRecord } from './session-record.ts'
import { userIdOf } from './user-id.ts'

/** More sessions than these a user does not have: the oldest makes room. */
const MAX_PER_USER = 3

/** One session of a user, as a list of signed-in devices shows it. Times are in milliseconds since the epoch. */
export interface UserSession {
  /** The storage key, by which `delete` ends the session. No cookie can be made from it: it is a hash of the session id. */
  readonly handle: string
  readonly createdAt: number
  readonly renewedAt: number
  readonly expiresAt: number
  readonly data: SessionData
}

/** Newest first. What the store finds is a hint: the record's own data says whose it is. */
export async function sessionsOf(backend: ServerSideBackend, userId: string | number): Promise<readonly UserSession[]> {
  const found = await backend.getForUser(String(userId))
  const sessions = [...found].flatMap(([handle, record]) => {
    const data = dataOf(backend, record)
    const { createdAt, renewedAt, expiresAt } = record
    // Data of another version may tell nothing here. The record says beside it whose it is.
    const isTheirs = (data === null ? record.userId : userIdOf(data)) === String(userId)
    return isTheirs ? [{ handle, createdAt, renewedAt, expiresAt, data: data ?? {} }] : []
  })
  sessions.sort(byAge)
  return sessions
}

/**
 * Ends the oldest sessions of a user who has too many. Each login does so once its own record is there, so that of parallel
 * ones the last to look sees all. They agree on which are the oldest.
 *
 * @param spared The storage key of an older session that the user has just signed in with; null for none.
 */
export async function endOldest(
  backend: ServerSideBackend,
  userId: string | null,
  spared: string | null,
): Promise<void> {
  if (userId !== null) {
    const all = await sessionsOf(backend, userId)
    const others = all.filter(({ handle }) => handle !== spared)
    await endAll(backend, others.slice(MAX_PER_USER - (all.length - others.length)))
  }
}

/** @returns How many were ended. */
export async function endAll(backend: ServerSideBackend, sessions: readonly UserSession[]): Promise<number> {
  for (const { handle } of sessions) {
    await backend.delete(handle)
  }
  return sessions.length
}

/** Null for what no request could read either. */
function dataOf(backend: ServerSideBackend, record: SessionRecord): SessionData | null {
  try {
    if (isNewer(record)) {
      return null
    }
    return backend.deserializeData(record.data)
  } catch {
    return null
  }
}

/** Of two of the same millisecond the storage key decides, in each process alike. */
function byAge(one: UserSession, other: UserSession): number {
  return other.createdAt - one.createdAt || (one.handle < other.handle ? -1 : 1)
}
