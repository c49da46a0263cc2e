// From the cookie of a connection to the record of its session, and to the session that handlers see.
import { isSessionId, storageKeyOf } from './session-id.js'
import type { Connection } from './connection.js'
import type { ServerSideBackend } from './server-side-backend.js'
import { openSession, type Session } from './session.js'
import { COOKIE_NAME, readCookies } from './session-cookie.js'
import { isLive, type SessionRecord } from './session-record.js'
import { newState, type SessionState } from './session-state.js'

/** The session of a connection; an empty one where it has none. */
export async function loadRecord(backend: ServerSideBackend, connection: Connection): Promise<Session> {
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
  try {
    return openRecord(state, id, storageKey, record)
  } catch {
    // Data that can't be read now would fail each request to come.
    await backend.delete(storageKey)
    return openSession(state, {})
  }
}

/** @throws If its data can't be read. */
function openRecord(state: SessionState, id: string, storageKey: string, record: SessionRecord): Session {
  const data = state.backend.deserializeData(record.data)
  Object.assign(state, { id, storageKey, record, isNew: false })
  return openSession(state, data)
}
