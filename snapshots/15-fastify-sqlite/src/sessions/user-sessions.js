// The sessions of one user: whose a session is, which there are, and how they end.
import { isNewer, upToDate } from './data-versions.js'
import { userIdOf } from './user-id.js'

/**
 * @import { ServerSideBackend } from './server-side-backend.js'
 * @import { SessionData } from './session-data.js'
 * @import { SessionRecord } from './session-record.js'
 */

/** More sessions than these a user does not have: the oldest makes room. */
const MAX_PER_USER = 3

/**
 * One session of a user, as a list of signed-in devices shows it. Times are in milliseconds since the epoch.
 *
 * @typedef {object} UserSession
 * @property {string} handle The storage key, by which `delete` ends the session. No cookie can be made from it: it is a
 * hash of the session id.
 * @property {number} createdAt
 * @property {number} renewedAt
 * @property {number} expiresAt
 * @property {SessionData} data
 */

/**
 * Newest first. What the store finds is a hint: the record's own data says whose it is.
 *
 * @param {ServerSideBackend} backend
 * @param {string | number} userId
 * @returns {Promise<readonly UserSession[]>}
 */
export async function sessionsOf(backend, userId) {
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
 * @param {ServerSideBackend} backend
 * @param {string | null} userId
 * @param {string | null} spared The storage key of an older session that the user has just signed in with; null for
 * none.
 * @returns {Promise<void>}
 */
export async function endOldest(backend, userId, spared) {
  if (userId !== null) {
    const all = await sessionsOf(backend, userId)
    const others = all.filter(({ handle }) => handle !== spared)
    await endAll(backend, others.slice(MAX_PER_USER - (all.length - others.length)))
  }
}

/**
 * @param {ServerSideBackend} backend
 * @param {readonly UserSession[]} sessions
 * @returns {Promise<number>} How many were ended.
 */
export async function endAll(backend, sessions) {
  for (const { handle } of sessions) {
    await backend.delete(handle)
  }
  return sessions.length
}

/**
 * Null for what no request could read either.
 *
 * @param {ServerSideBackend} backend
 * @param {SessionRecord} record
 * @returns {SessionData | null}
 */
function dataOf(backend, record) {
  try {
    if (isNewer(record)) {
      return null
    }
    return backend.deserializeData(upToDate(backend, record).data)
  } catch {
    return null
  }
}

/**
 * Of two of the same millisecond the storage key decides, in each process alike.
 *
 * @param {UserSession} one
 * @param {UserSession} other
 * @returns {number}
 */
function byAge(one, other) {
  return other.createdAt - one.createdAt || (one.handle < other.handle ? -1 : 1)
}
