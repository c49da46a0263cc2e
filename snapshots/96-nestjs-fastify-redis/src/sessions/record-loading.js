// From the cookie of a connection to the record of its session, and to the session that handlers see.
import { isSessionId, storageKeyOf } from './session-id.js'
import { isNewer, upToDate } from './data-versions.js'
import { assertSessionData } from './session-data-check.js'
import { openSession } from './session.js'
import { COOKIE_NAME, readCookies } from './session-cookie.js'
import { isLive } from './session-record.js'
import { newState } from './session-state.js'

/**
 * @import { Connection } from './connection.js'
 * @import { ServerSideBackend } from './server-side-backend.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * The session of a connection; an empty one where it has none.
 *
 * @param {ServerSideBackend} backend
 * @param {Connection} connection
 * @returns {Promise<Session>}
 */
export async function loadRecord(backend, connection) {
  const cookies = readCookies(connection, (name) => name === COOKIE_NAME)
  const state = newState(backend, connection, cookies.length > 0)
  // Of two cookies with one name somebody else set one, and nothing tells which (RFC 6265bis, 8.6): neither counts.
  state.cookieStale = cookies.length > 1
  const id = cookies.length === 1 ? cookies[0]?.[1] : undefined
  if (id === undefined || !isSessionId(id)) {
    return openSession(state, {})
  }
  const storageKey = storageKeyOf(id)
  const record = await backend.get(storageKey)
  // An id that the store does not know is never taken over: a write gets a new one.
  if (record === null || !isLive(record, backend.now())) {
    return openSession(state, {})
  }
  // Neither read nor replaced here: a write gets a new id.
  if (isNewer(record)) {
    return openSession(state, {})
  }
  const current = upToDate(backend, record)
  try {
    return openRecord(state, id, storageKey, current)
  } catch {
    // Data that can't be read now would fail each request to come.
    await backend.delete(storageKey)
    return openSession(state, {})
  }
}

/**
 * @param {SessionState} state
 * @param {string} id
 * @param {string} storageKey
 * @param {SessionRecord} record
 * @returns {Session}
 * @throws If its data can't be read.
 */
function openRecord(state, id, storageKey, record) {
  const data = state.backend.deserializeData(record.data)
  assertSessionData(data)
  Object.assign(state, { id, storageKey, record, isNew: false })
  return openSession(state, data)
}
