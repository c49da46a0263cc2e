// From the cookie of a connection to the record of its session, and to the session that handlers see.
import { isSessionId, storageKeyOf } from './session-id.ts'
import type { Connection } from './connection.ts'
import { isNewer } from './data-versions.ts'
import type { ServerSideBackend } from './server-side-backend.ts'
import { openSession, type Session } from './session.ts'
import { COOKIE_NAME, readCookies } from './session-cookie.ts'
import { SessionStoreError } from './session-errors.ts'
import { handleOf, publish } from './session-events.ts'
import { isLive, type SessionRecord } from './session-record.ts'
import { newState, type SessionState } from './session-state.ts'

/** The session of a connection; an empty one where it has none. */
export async function loadRecord(backend: ServerSideBackend, connection: Connection): Promise<Session> {
  const cookies = readCookies(connection, (name) => name === COOKIE_NAME)
  const state = newState(backend, connection, cookies.length > 0)
  // Of two cookies with one name somebody else set one, and nothing tells which (RFC 6265bis, 8.6): neither counts.
  state.cookieStale = cookies.length > 1
  const id = cookies.length === 1 ? cookies[0]?.[1] : undefined
  if (id === undefined || !isSessionId(id)) {
    if (state.hadCookie) {
      publish({ type: 'reject', reason: 'malformed' })
    }
    return openSession(state, {})
  }
  const storageKey = storageKeyOf(id)
  const record = await backend.get(storageKey).catch(keepFailure(state))
  // The error of the store has told of itself.
  if (state.storeFailure !== null) {
    return openSession(state, {})
  }
  // An id that the store does not know is never taken over: a write gets a new one.
  if (record === null || !isLive(record, backend.now())) {
    publish({ type: 'reject', reason: 'unknown' })
    return openSession(state, {})
  }
  // Neither read nor replaced here: a write gets a new id.
  if (isNewer(record)) {
    return openSession(state, {})
  }
  try {
    return openRecord(state, id, storageKey, record)
  } catch {
    // Data that can't be read now would fail each request to come.
    await backend.delete(storageKey)
    publish({ type: 'corrupt', session: handleOf(storageKey) })
    return openSession(state, {})
  }
}

/** @throws If its data can't be read. */
function openRecord(state: SessionState, id: string, storageKey: string, record: SessionRecord): Session {
  const data = state.backend.deserializeData(record.data)
  Object.assign(state, { id, storageKey, record, isNew: false })
  state.handle = handleOf(storageKey)
  publish({ type: 'load', session: state.handle })
  return openSession(state, data)
}

/** A request goes on without the store, and a handshake does not: its socket would stay without a session. */
function keepFailure(state: SessionState): (error: unknown) => null {
  return (error) => {
    if (state.connection.scope === 'websocket') {
      throw error
    }
    if (!(error instanceof SessionStoreError)) {
      throw error
    }
    state.storeFailure = error
    return null
  }
}
