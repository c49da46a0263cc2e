// Each change of a record, as one conditional operation of the store: nothing that ended comes back, no update is lost.
import { storageKeyOf } from './session-id'
import type { ServerSideBackend } from './server-side-backend'
import { type Session, stateOf } from './session'
import { SessionConflictError, SessionDestroyedError, SessionLateError } from './session-errors'
import { deadlineOf } from './session-lifetime'
import { isRenewal, newRecord, type SessionRecord } from './session-record'
import type { SessionState } from './session-state'
import { userIdOf } from './user-id'

/** Creates the record of a session that has none. The session id is new: it comes from no cookie. */
export async function createRecord(backend: ServerSideBackend, session: Session): Promise<void> {
  const state = stateOf(session)
  if (state.connection.headSent) {
    throw new SessionLateError()
  }
  const now = backend.now()
  const data = backend.serializeData(session)
  const userId = userIdOf(backend.deserializeData(data))
  const record = { ...newRecord(data, now), userId }
  const id = state.id ?? backend.generateSessionId()
  const storageKey = storageKeyOf(id)
  if (!(await backend.create(storageKey, record))) {
    throw new Error('A new session id is taken already: the random numbers of this machine repeat themselves')
  }
  Object.assign(state, { id, storageKey, record, cookieDue: true })
}

/**
 * Updates the record of a session that was loaded, on condition that it is still there and nobody else changed it.
 *
 * @throws {SessionDestroyedError} if the session ended in a parallel request. It stays ended.
 * @throws {SessionConflictError} if a parallel request changed the session and this one's changes could not be kept.
 */
export async function updateRecord(
  backend: ServerSideBackend,
  session: Session,
  storageKey: string,
  loaded: SessionRecord,
): Promise<void> {
  const state = stateOf(session)
  const written = backend.serializeData(session)
  const record = successorOf(state, loaded, written, backend.now(), backend)
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
 * @throws {SessionDestroyedError} if the session ended in a parallel request: what it held would come back to life.
 */
export async function endRecord(backend: ServerSideBackend, storageKey: string, loaded: SessionRecord): Promise<void> {
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

/** Moves the deadline of a session in use. One that ended in a parallel request stays ended. */
export async function renewRecord(backend: ServerSideBackend, state: SessionState): Promise<void> {
  const { record, storageKey } = state
  if (record === null || storageKey === null || state.cookieDue) {
    return
  }
  const now = backend.now()
  const expiresAt = deadlineOf(record.createdAt, now)
  if (isRenewal(state.touched, record, now) && (await backend.touch(storageKey, now, expiresAt))) {
    Object.assign(state, { record: { ...record, renewedAt: now, expiresAt }, cookieDue: true })
  }
}

function setUpdated(state: SessionState, record: SessionRecord): void {
  state.record = record
  state.cookieDue = true
}

function successorOf(
  state: SessionState,
  record: SessionRecord,
  data: string,
  now: number,
  backend: ServerSideBackend,
): SessionRecord {
  const successor = { ...record, data, version: record.version + 1, userId: userIdOf(backend.deserializeData(data)) }
  // The deadline moves together with the cookie: on an open socket neither does.
  return state.connection.headSent
    ? successor
    : { ...successor, renewedAt: now, expiresAt: deadlineOf(record.createdAt, now) }
}
