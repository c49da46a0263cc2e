// What happens to sessions, for logs, metrics and traces. No event holds a session id, a cookie, or what is in a session.
import { channel } from 'node:diagnostics_channel'

/** @import { SessionState } from './session-state.js' */

/**
 * - `load`: a connection came with this session.
 * - `create`: it was saved for the first time. `save`: what a handler changed was saved. `renew`: its deadline alone moved.
 * - `conflict`: another request changed it first.
 * - `regenerate`: it ended, and another session carries on. `destroy`: it ended.
 * - `corrupt`: it could not be read, and has ended.
 * - `late-write`: a handler changed it after the head of the response had left, and the change is lost.
 *
 * Which of them there are depends on the config; the type does not, so that a subscriber outlives its changes.
 *
 * @typedef {{ readonly type: 'load' | 'create' | 'save' | 'renew' | 'conflict' | 'regenerate' | 'destroy' | 'corrupt' | 'late-write'; readonly session: string | null } | { readonly type: 'reject'; readonly reason: 'malformed' | 'unknown' | 'cross-origin' | 'csrf-token' } | { readonly type: 'store-failure'; readonly message: string }} SessionEvent
 */

/** Those who subscribe to a channel of `node:diagnostics_channel` find the events under this name. */
const EVENTS = channel('session-events')

/**
 * Calls a function with each event, when it happens, in the asynchronous context of its request.
 *
 * @param {(event: SessionEvent) => void} listener What it throws is an uncaught error of the process, and does not
 * reach the request.
 * @returns {() => void} Ends the calls.
 */
export function onSessionEvent(listener) {
  /**
   * @param {unknown} event
   * @returns {void}
   */
  const receive = (event) => listener(/** @type {SessionEvent} */ (event))
  EVENTS.subscribe(receive)
  return () => void EVENTS.unsubscribe(receive)
}

/**
 * Costs next to nothing while nobody listens.
 *
 * @param {SessionEvent} event
 * @returns {void}
 */
export function publish(event) {
  EVENTS.publish(event)
}

/**
 * Tells of the end of a session; of one that nobody had saved there is nothing to tell.
 *
 * @param {'regenerate' | 'destroy'} type
 * @param {SessionState} options2
 * @returns {void}
 */
export function publishEnd(type, { handle }) {
  if (handle !== null) {
    publish({ type, session: handle })
  }
}

/**
 * What events call a session: the first 12 of the 43 characters of its storage key.
 *
 * @param {string} storageKey
 * @returns {string}
 */
export function handleOf(storageKey) {
  return storageKey.slice(0, 12)
}
