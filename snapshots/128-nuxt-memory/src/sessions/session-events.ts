// What happens to sessions, for logs, metrics and traces. No event holds a session id, a cookie, or what is in a session.
import { channel } from 'node:diagnostics_channel'
import type { SessionState } from './session-state'

/**
 * - `load`: a connection came with this session.
 * - `create`: it was saved for the first time. `save`: what a handler changed was saved. `renew`: its deadline alone moved.
 * - `conflict`: another request changed it first.
 * - `regenerate`: it ended, and another session carries on. `destroy`: it ended.
 * - `corrupt`: it could not be read, and has ended.
 * - `late-write`: a handler changed it after the head of the response had left, and the change is lost.
 *
 * Which of them there are depends on the config; the type does not, so that a subscriber outlives its changes.
 */
export type SessionEvent =
  | {
      readonly type:
        'load' | 'create' | 'save' | 'renew' | 'conflict' | 'regenerate' | 'destroy' | 'corrupt' | 'late-write'
      /** Which session: the same text for each of its events, and nothing that logs anybody in. Null where none was saved. */
      readonly session: string | null
    }
  | {
      /** What came was not taken for a session, or not let in. */
      readonly type: 'reject'
      /**
       * - `malformed`: a cookie that no session can have, or two of them.
       * - `unknown`: the cookie of a session that has ended or expired, or that nobody here has made.
       * - `cross-origin`: a request or a handshake of a page that is not the application's own.
       * - `csrf-token`: a request without a token of its session.
       */
      readonly reason: 'malformed' | 'unknown' | 'cross-origin' | 'csrf-token'
    }
  | {
      /** The store did not do what it was asked, or not in time. */
      readonly type: 'store-failure'
      readonly message: string
    }

/** Those who subscribe to a channel of `node:diagnostics_channel` find the events under this name. */
const EVENTS = channel('session-events')

/**
 * Calls a function with each event, when it happens, in the asynchronous context of its request.
 *
 * @param listener What it throws is an uncaught error of the process, and does not reach the request.
 * @returns Ends the calls.
 */
export function onSessionEvent(listener: (event: SessionEvent) => void): () => void {
  const receive = (event: unknown): void => listener(event as SessionEvent)
  EVENTS.subscribe(receive)
  return () => void EVENTS.unsubscribe(receive)
}

/** Costs next to nothing while nobody listens. */
export function publish(event: SessionEvent): void {
  EVENTS.publish(event)
}

/** Tells of the end of a session; of one that nobody had saved there is nothing to tell. */
export function publishEnd(type: 'regenerate' | 'destroy', { handle }: SessionState): void {
  if (handle !== null) {
    publish({ type, session: handle })
  }
}

/** What events call a session: the first 12 of the 43 characters of its storage key. */
export function handleOf(storageKey: string): string {
  return storageKey.slice(0, 12)
}
