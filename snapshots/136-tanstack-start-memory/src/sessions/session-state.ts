// What the backend keeps in mind of a session while its connection lasts.
import type { Connection } from './connection'
import type { SessionBackend } from './session-backend'
import type { SessionRecord } from './session-record'

export interface SessionState {
  readonly backend: SessionBackend
  readonly connection: Connection
  /** Null before the first write. */
  id: string | null
  /** The connection came without a session. */
  isNew: boolean
  /** The session as it was loaded or last saved; null before the first save. */
  record: SessionRecord | null
  /** The connection brought a cookie of ours, whether or not it led to a session. */
  readonly hadCookie: boolean
  /** That cookie has to go, unless another takes its place. */
  cookieStale: boolean
  /** Under which the store keeps the record; null where there is none. */
  storageKey: string | null
  /** What events call the session; null before it is saved. */
  handle: string | null
  /** The cookie has to go out: the session was created, changed or renewed. */
  cookieDue: boolean
  /** The handler asked for a new deadline. */
  touched: boolean
  /** What kept the store from answering when the session was loaded; null where it answered. */
  storeFailure: Error | null
  /** Set once the session is over, destroyed or replaced by another; settles when nothing is left of it. */
  ended: Promise<void> | null
  /** The last piece of work on this session, for which the next waits; null where there was none. */
  turn: Promise<unknown> | null
}

/** A session that nobody has written to. */
export function newState(backend: SessionBackend, connection: Connection, hadCookie: boolean): SessionState {
  return {
    backend,
    connection,
    id: null,
    isNew: true,
    record: null,
    hadCookie,
    cookieStale: false,
    storageKey: null,
    handle: null,
    cookieDue: false,
    touched: false,
    storeFailure: null,
    ended: null,
    turn: null,
  }
}

/** Does one piece of work on a session after the other: a handler need not wait for `save` before it answers. */
export function inTurn<T>(state: SessionState, work: () => Promise<T>): Promise<T> {
  const result = (state.turn ?? Promise.resolve()).then(work)
  // Whoever asked for the work gets its error. The next piece, and the commit at the latest, finds out for itself.
  state.turn = result.catch(() => {})
  return result
}
