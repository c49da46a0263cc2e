// Each change of a record, as one conditional operation of the store: nothing that ended comes back, no update is lost.
import { storageKeyOf } from './session-id.js'
import { stateOf } from './session.js'
import { SessionConflictError, SessionDestroyedError, SessionLateError } from './session-errors.js'
import { newRecord } from './session-record.js'

/**
 * @import { ServerSideBackend } from './server-side-backend.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * Creates the record of a session that has none. The session id is new: it comes from no cookie.
 *
 * @param {ServerSideBackend} backend
 * @param {Session} session
 * @returns {Promise<void>}
 */
export async function createRecord(backend, session) {
  const state = stateOf(session)
  if (state.connection.headSent) {
    throw new SessionLateError()
  }
  const now = backend.now()
  const data = backend.serializeData(session)
  const record = newRecord(data, now)
  const id = state.id ?? backend.generateSessionId()
  const storageKey = await storageKeyOf(id)
  if (!(await backend.create(storageKey, record))) {
    throw new Error('A new session id is taken already: the random numbers of this machine repeat themselves')
  }
  Object.assign(state, { id, storageKey, record, cookieDue: true })
}

/**
 * Updates the record of a session that was loaded, on condition that it is still there and nobody else changed it.
 *
 * @param {ServerSideBackend} backend
 * @param {Session} session
 * @param {string} storageKey
 * @param {SessionRecord} loaded
 * @returns {Promise<void>}
 * @throws {SessionDestroyedError} if the session ended in a parallel request. It stays ended.
 * @throws {SessionConflictError} if a parallel request changed the session and this one's changes could not be kept.
 */
export async function updateRecord(backend, session, storageKey, loaded) {
  const state = stateOf(session)
  const written = backend.serializeData(session)
  const record = successorOf(loaded, written)
  if (!(await backend.update(storageKey, record, loaded.version))) {
    if ((await backend.get(storageKey)) === null) {
      throw new SessionDestroyedError()
    }
    throw new SessionConflictError()
  }
  setUpdated(state, record)
}

/**
 * Deletes the record of a session that another one carries on.
 *
 * @param {ServerSideBackend} backend
 * @param {string} storageKey
 * @param {SessionRecord} loaded
 * @returns {Promise<void>}
 * @throws {SessionDestroyedError} if the session ended in a parallel request: what it held would come back to life.
 */
export async function endRecord(backend, storageKey, loaded) {
  let stored = loaded
  // Past its deadline it is gone for all others in this one step; several steps would let another request in between.
  while (
    !(await backend.update(storageKey, { ...stored, expiresAt: 0, version: stored.version + 1 }, stored.version))
  ) {
    const latest = await backend.get(storageKey)
    if (latest === null) {
      throw new SessionDestroyedError()
    }
    throw new SessionConflictError()
  }
  await backend.delete(storageKey)
}

/**
 * @param {SessionState} state
 * @param {SessionRecord} record
 * @returns {void}
 */
function setUpdated(state, record) {
  state.record = record
}

/**
 * @param {SessionRecord} record
 * @param {string} data
 * @returns {SessionRecord}
 */
function successorOf(record, data) {
  const successor = { ...record, data, version: record.version + 1 }
  return successor
}
