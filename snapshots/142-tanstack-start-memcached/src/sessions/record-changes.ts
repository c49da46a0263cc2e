// Each change of a record, as one conditional operation of the store: nothing that ended comes back, no update is lost.
import { storageKeyOf } from './session-id.js'
import { mergeChanges } from './merge-changes.js'
import type { ServerSideBackend } from './server-side-backend.js'
import { pick, replaceData, type Session, stateOf } from './session.js'
import { SessionConflictError, SessionDestroyedError, SessionLateError } from './session-errors.js'
import { deadlineOf } from './session-lifetime.js'
import { isRenewal, newRecord, type SessionRecord } from './session-record.js'
import type { SessionState } from './session-state.js'

/** In each round one of the requests that collide gets through; the others wait a random while and try again. */
const MAX_ROUNDS = 100

const MAX_WAIT_MILLISECONDS = 50

/** Creates the record of a session that has none. The session id is new: it comes from no cookie. */
export async function createRecord(backend: ServerSideBackend, session: Session): Promise<void> {
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
  let stored = loaded
  let data = written
  for (let round = 1; ; round += 1) {
    const record = successorOf(state, stored, data, backend.now())
    if (await backend.update(storageKey, record, stored.version)) {
      setUpdated(state, record)
      break
    }
    const latest = await backend.get(storageKey)
    if (latest === null) {
      throw new SessionDestroyedError()
    }
    if (round === MAX_ROUNDS) {
      throw new SessionConflictError()
    }
    data = merge(backend, loaded.data, written, latest.data)
    stored = latest
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** round, MAX_WAIT_MILLISECONDS)))
  }
  if (data !== written && !Object.isFrozen(session)) {
    // The handler goes on with the other request's changes, and with its own since.
    const merged = merge(backend, written, backend.serializeData(session), data)
    replaceData(session, backend.deserializeData(merged))
  }
}

/**
 * Deletes the record of a session that another one carries on.
 *
 * @throws {SessionDestroyedError} if the session ended in a parallel request: what it held would come back to life.
 */
export async function endRecord(
  backend: ServerSideBackend,
  session: Session,
  storageKey: string,
  loaded: SessionRecord,
): Promise<void> {
  let stored = loaded
  // Past its deadline it is gone for all others in this one step; several steps would let another request in between.
  while (
    !(await backend.update(storageKey, { ...stored, expiresAt: 0, version: stored.version + 1 }, stored.version))
  ) {
    const latest = await backend.get(storageKey)
    if (latest === null) {
      throw new SessionDestroyedError()
    }
    stored = latest
  }
  await backend.delete(storageKey)
  const merged = merge(backend, loaded.data, backend.serializeData(session), stored.data)
  replaceData(session, backend.deserializeData(merged))
}

/** Moves the deadline of a session in use. One that ended in a parallel request stays ended. */
export async function renewRecord(backend: ServerSideBackend, state: SessionState): Promise<void> {
  const { record, storageKey } = state
  if (record === null || storageKey === null || state.cookieDue) {
    return
  }
  const now = backend.now()
  const expiresAt = deadlineOf(now)
  if (isRenewal(state.touched, record, now) && (await backend.touch(storageKey, now, expiresAt))) {
    Object.assign(state, { record: { ...record, renewedAt: now, expiresAt }, cookieDue: true })
  }
}

function setUpdated(state: SessionState, record: SessionRecord): void {
  state.record = record
  state.cookieDue = true
}

function successorOf(state: SessionState, record: SessionRecord, data: string, now: number): SessionRecord {
  const successor = { ...record, data, version: record.version + 1 }
  // The deadline moves together with the cookie: on an open socket neither does.
  return state.connection.headSent ? successor : { ...successor, renewedAt: now, expiresAt: deadlineOf(now) }
}

function merge(backend: ServerSideBackend, before: string, after: string, stored: string): string {
  const old = backend.deserializeData(before)
  const own = backend.deserializeData(after)
  const isKept = (name: string): boolean =>
    backend.serializeData(pick(old, [name])) === backend.serializeData(pick(own, [name]))
  return backend.serializeData(mergeChanges(old, own, backend.deserializeData(stored), isKept))
}
