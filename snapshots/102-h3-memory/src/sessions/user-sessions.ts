// The sessions of one user: whose a session is, which there are, and how they end.
import type { ServerSideBackend } from './server-side-backend'
import type { SessionData } from './session-data'
import { handleOf, publish } from './session-events'
import type { SessionRecord } from './session-record'
import { userIdOf } from './user-id'

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
    const isTheirs = data !== null && userIdOf(data) === String(userId)
    return isTheirs ? [{ handle, createdAt, renewedAt, expiresAt, data }] : []
  })
  sessions.sort(byAge)
  return sessions
}

/** @returns How many were ended. */
export async function endAll(backend: ServerSideBackend, sessions: readonly UserSession[]): Promise<number> {
  for (const { handle } of sessions) {
    await backend.delete(handle)
    publish({ type: 'destroy', session: handleOf(handle) })
  }
  return sessions.length
}

/** Null for what no request could read either. */
function dataOf(backend: ServerSideBackend, record: SessionRecord): SessionData | null {
  try {
    return backend.deserializeData(record.data)
  } catch {
    return null
  }
}

/** Of two of the same millisecond the storage key decides, in each process alike. */
function byAge(one: UserSession, other: UserSession): number {
  return other.createdAt - one.createdAt || (one.handle < other.handle ? -1 : 1)
}
