// The object that your handlers see: your data as its own properties, typed, beside a few members.
import { SessionObject } from './session-object.js'
import type { SessionBackend } from './session-backend.js'
import type { SessionData } from './session-data.js'
import type { SessionState } from './session-state.js'

/** Your data, which is empty at first, and the members that it cannot shadow: `id`, `isNew`, `regenerate`, `destroy`, `save`, `touch`. */
export type Session = SessionObject & Partial<SessionData>

/** A session over the data that a backend found; its members work on `state`. */
export function openSession(state: SessionState, data: Partial<SessionData>): Session {
  const session = new SessionObject(state) as Session
  writeData(session, data)
  return session
}

export function stateOf(session: Session): SessionState {
  return SessionObject.stateOf(session)
}

/** Makes a session's data equal to `data`. */
function replaceData(session: Session, data: Partial<SessionData>): void {
  clearData(session)
  writeData(session, data)
}

/** The fields of these names. */
export function pick(data: Partial<SessionData>, names: readonly string[]): Partial<SessionData> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => names.includes(name))) as Partial<SessionData>
}

/** Empties a session that is over. A write to it throws where it is made. */
export function closeEmpty(session: Session): void {
  clearData(session)
  Object.freeze(session)
}

/**
 * The session is saved as it is now, and the head of the response leaves: a new write would be lost. From now on it throws
 * where it is made, in a nested object too. The session freezes copies of its own; your application's objects stay as they are.
 */
export function closeAtHead(session: Session): void {
  const state = stateOf(session)
  if (!Object.isFrozen(session)) {
    replaceData(session, freezeDeep(state.backend.deserializeData(state.backend.serializeData(session))))
    Object.freeze(session)
  }
}

/** Whether it holds what was not there when it was loaded or last saved. */
export function hasUnsavedData(session: Session, backend: SessionBackend): boolean {
  try {
    return backend.isChanged(session)
  } catch {
    // What cannot be serialized was not there when the session was saved.
    return true
  }
}

function writeData(session: Session, data: Partial<SessionData>): void {
  const fields = session as unknown as Record<string, unknown>
  for (const [key, value] of Object.entries(data)) {
    if (isFieldName(key)) {
      fields[key] = value
    }
  }
}

/** False for the names of members, and for what would change the object itself, whoever put it into the store. */
function isFieldName(key: string): boolean {
  const isMember = key in SessionObject.prototype && !(key in Object.prototype)
  return !isMember && key !== 'constructor' && key !== '__proto__'
}

function clearData(session: Session): void {
  for (const key of Object.keys(session)) {
    Reflect.deleteProperty(session, key)
  }
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freezeDeep)
    Object.freeze(value)
  }
  return value
}
