// What the backend keeps in mind of a session while its connection lasts.
/**
 * @import { Connection } from './connection.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionRecord } from './session-record.js'
 */

/**
 * @typedef {object} SessionState
 * @property {SessionBackend} backend
 * @property {Connection} connection
 * @property {string | null} id Null before the first write.
 * @property {boolean} isNew The connection came without a session.
 * @property {SessionRecord | null} record The session as it was loaded or last saved; null before the first save.
 * @property {boolean} hadCookie The connection brought a cookie of ours, whether or not it led to a session.
 * @property {boolean} cookieStale That cookie has to go, unless another takes its place.
 * @property {string | null} storageKey Under which the store keeps the record; null where there is none.
 * @property {boolean} cookieDue The cookie has to go out: the session was created, changed or renewed.
 * @property {Promise<void> | null} ended Set once the session is over, destroyed or replaced by another; settles when
 * nothing is left of it.
 * @property {Promise<unknown> | null} turn The last piece of work on this session, for which the next waits; null where
 * there was none.
 */

/**
 * A session that nobody has written to.
 *
 * @param {SessionBackend} backend
 * @param {Connection} connection
 * @param {boolean} hadCookie
 * @returns {SessionState}
 */
export function newState(backend, connection, hadCookie) {
  return {
    backend,
    connection,
    id: null,
    isNew: true,
    record: null,
    hadCookie,
    cookieStale: false,
    storageKey: null,
    cookieDue: false,
    ended: null,
    turn: null,
  }
}

/**
 * Does one piece of work on a session after the other: a handler need not wait for `save` before it answers.
 *
 * @template T
 * @param {SessionState} state
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function inTurn(state, work) {
  const result = (state.turn ?? Promise.resolve()).then(work)
  // Whoever asked for the work gets its error. The next piece, and the commit at the latest, finds out for itself.
  state.turn = result.catch(() => {})
  return result
}
