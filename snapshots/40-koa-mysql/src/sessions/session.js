// The object that your handlers see: your data as its own properties, typed, beside a few members.
import { SessionObject } from './session-callbacks.js'
import { isProduction } from './environment.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionData } from './session-data.js'
 * @import { SessionState } from './session-state.js'
 */

/**
 * Your data, which is empty at first, and the members that it cannot shadow: `id`, `isNew`, `regenerate`, `destroy`, `save`, `touch`.
 *
 * @typedef {SessionObject & Partial<SessionData>} Session
 */

/**
 * A session over the data that a backend found; its members work on `state`.
 *
 * @param {SessionState} state
 * @param {Partial<SessionData>} data
 * @returns {Session}
 */
export function openSession(state, data) {
  const session = /** @type {Session} */ (new SessionObject(state))
  writeData(session, data)
  return session
}

/**
 * @param {Session} session
 * @returns {SessionState}
 */
export function stateOf(session) {
  return SessionObject.stateOf(session)
}

/**
 * Makes a session's data equal to `data`.
 *
 * @param {Session} session
 * @param {Partial<SessionData>} data
 * @returns {void}
 */
export function replaceData(session, data) {
  clearData(session)
  writeData(session, data)
}

/**
 * The fields of these names.
 *
 * @param {Partial<SessionData>} data
 * @param {readonly string[]} names
 * @returns {Partial<SessionData>}
 */
export function pick(data, names) {
  return /** @type {Partial<SessionData>} */ (
    Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name)))
  )
}

/**
 * Empties a session that is over. A write to it throws where it is made.
 *
 * @param {Session} session
 * @returns {void}
 */
export function closeEmpty(session) {
  clearData(session)
  Object.freeze(session)
}

/**
 * The session is saved as it is now, and the head of the response leaves: a new write would be lost. From now on it throws
 * where it is made, in a nested object too. The session freezes copies of its own; your application's objects stay as they are.
 *
 * @param {Session} session
 * @returns {void}
 */
export function closeAtHead(session) {
  const state = stateOf(session)
  // In production a write that comes too late is reported when the response is over: throwing could end the process.
  if (isProduction()) {
    return
  }
  if (!Object.isFrozen(session)) {
    replaceData(session, freezeDeep(state.backend.deserializeData(state.backend.serializeData(session))))
    Object.freeze(session)
  }
}

/**
 * The response is over: reports what was written to the session after its head had left.
 *
 * @param {Session} session
 * @returns {void}
 */
export function warnOfLateWrite(session) {
  const state = stateOf(session)
  if (state.ended === null && !Object.isFrozen(session) && hasUnsavedData(session, state.backend)) {
    process.emitWarning('A session was written to after the head of the response had left: the change is lost', {
      type: 'SessionLateWriteWarning',
    })
  }
}

/**
 * Whether it holds what was not there when it was loaded or last saved.
 *
 * @param {Session} session
 * @param {SessionBackend} backend
 * @returns {boolean}
 */
export function hasUnsavedData(session, backend) {
  try {
    return backend.isChanged(session)
  } catch {
    // What cannot be serialized was not there when the session was saved.
    return true
  }
}

/**
 * @param {Session} session
 * @param {Partial<SessionData>} data
 * @returns {void}
 */
function writeData(session, data) {
  const fields = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (session))
  for (const [key, value] of Object.entries(data)) {
    if (isFieldName(key)) {
      fields[key] = value
    }
  }
}

/**
 * False for the names of members, and for what would change the object itself, whoever put it into the store.
 *
 * @param {string} key
 * @returns {boolean}
 */
function isFieldName(key) {
  const isMember = key in SessionObject.prototype && !(key in Object.prototype)
  return !isMember && key !== 'constructor' && key !== '__proto__'
}

/**
 * @param {Session} session
 * @returns {void}
 */
function clearData(session) {
  for (const key of Object.keys(session)) {
    Reflect.deleteProperty(session, key)
  }
}

/**
 * @template T
 * @param {T} value
 * @returns {T}
 */
function freezeDeep(value) {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freezeDeep)
    Object.freeze(value)
  }
  return value
}
