// Each change of a record, as one conditional operation of the store: nothing that ended comes back, no update is lost.
import { storageKeyOf } from './session-id.js'
import { isNewer, upToDate, withVersion } from './data-versions.js'
import { mergeChanges } from './merge-changes.js'
import { pick, replaceData, stateOf } from './session.js'
import { SessionConflictError, SessionDestroyedError, SessionLateError } from './session-errors.js'
import { newRecord } from './session-record.js'
import { userIdOf } from './user-id.js'
import { endOldest } from './user-sessions.js'

/**
 * @import { ServerSideBackend } from './server-side-backend.js'
 * @import { Session } from './session.js'
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 */

/** In each round one of the requests that collide gets through; the others wait a random while and try again. */
const MAX_ROUNDS = 100

const MAX_WAIT_MILLISECONDS = 50

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
  const userId = userIdOf(backend.deserializeData(data))
  const record = { ...newRecord(data, now), userId }
  const id = state.id ?? backend.generateSessionId()
  const storageKey = storageKeyOf(id)
  if (!(await backend.create(storageKey, withVersion(record)))) {
    throw new Error('A new session id is taken already: the random numbers of this machine repeat themselves')
  }
  Object.assign(state, { id, storageKey, record, cookieDue: true })
  await endOldest(backend, userId, null)
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
  let stored = loaded
  let data = written
  for (let round = 1; ; round += 1) {
    const record = successorOf(stored, data, backend)
    if (await backend.update(storageKey, withVersion(record), stored.version)) {
      setUpdated(state, record)
      await makeRoom(backend, storageKey, loaded, record)
      break
    }
    const latest = await backend.get(storageKey)
    if (latest === null) {
      throw new SessionDestroyedError()
    }
    if (isNewer(latest)) {
      throw new SessionConflictError()
    }
    if (round === MAX_ROUNDS) {
      throw new SessionConflictError()
    }
    data = merge(backend, loaded.data, written, upToDate(backend, latest).data)
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
 * @param {ServerSideBackend} backend
 * @param {Session} session
 * @param {string} storageKey
 * @param {SessionRecord} loaded
 * @returns {Promise<void>}
 * @throws {SessionDestroyedError} if the session ended in a parallel request: what it held would come back to life.
 */
export async function endRecord(backend, session, storageKey, loaded) {
  let stored = loaded
  // Past its deadline it is gone for all others in this one step; several steps would let another request in between.
  while (
    !(await backend.update(storageKey, { ...stored, expiresAt: 0, version: stored.version + 1 }, stored.version))
  ) {
    const latest = await backend.get(storageKey)
    if (latest === null) {
      throw new SessionDestroyedError()
    }
    if (isNewer(latest)) {
      throw new SessionConflictError()
    }
    stored = upToDate(backend, latest)
  }
  await backend.delete(storageKey)
  const merged = merge(backend, loaded.data, backend.serializeData(session), stored.data)
  replaceData(session, backend.deserializeData(merged))
}

/**
 * A session that becomes another user's without `regenerate` is a login as well; it is no new one, and is spared.
 *
 * @param {ServerSideBackend} backend
 * @param {string} storageKey
 * @param {SessionRecord} before
 * @param {SessionRecord} after
 * @returns {Promise<void>}
 */
async function makeRoom(backend, storageKey, before, after) {
  if (after.userId !== before.userId) {
    await endOldest(backend, after.userId ?? null, storageKey)
  }
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
 * @param {ServerSideBackend} backend
 * @returns {SessionRecord}
 */
function successorOf(record, data, backend) {
  const successor = { ...record, data, version: record.version + 1, userId: userIdOf(backend.deserializeData(data)) }
  return successor
}

/**
 * @param {ServerSideBackend} backend
 * @param {string} before
 * @param {string} after
 * @param {string} stored
 * @returns {string}
 */
function merge(backend, before, after, stored) {
  const old = backend.deserializeData(before)
  const own = backend.deserializeData(after)
  /**
   * @param {string} name
   * @returns {boolean}
   */
  const isKept = (name) => backend.serializeData(pick(old, [name])) === backend.serializeData(pick(own, [name]))
  return backend.serializeData(mergeChanges(old, own, backend.deserializeData(stored), isKept))
}
