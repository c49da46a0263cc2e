// One incoming request or handshake, and the head of its response, as the session middleware sees them on any framework.
import { SessionNotInstalledError } from './session-errors.js'

/**
 * @import { RequestSource } from './csrf.js'
 * @import { Session } from './session.js'
 */

/**
 * An incoming request or WebSocket handshake.
 *
 * @typedef {object} Connection
 * @property {string | null} cookieHeader The Cookie header; several lines joined by `; `. Null where there is none.
 * @property {RequestSource} source
 * @property {boolean} secure The connection is encrypted.
 * @property {string | null} excluded What switched the session off here, by name; null where it is on.
 * @property {Session | null} session The session; null until it is loaded, and where it is switched off.
 * @property {boolean} accessed A handler has looked at the session.
 * @property {boolean} headSent The head of the response has left: no cookie can be set any more.
 */

/**
 * The head of the outgoing response: its headers can still change.
 *
 * @typedef {object} Message
 * @property {(name: string) => string | null} get A header's value; null where it is not set.
 * @property {(name: string, value: string) => void} set
 * @property {() => readonly string[]} getSetCookie The Set-Cookie lines so far, in order.
 * @property {(lines: readonly string[]) => void} setSetCookie Replaces all Set-Cookie lines, each of which stays a line
 * of its own.
 */

/**
 * The session that a handler looks at.
 *
 * @param {Connection} connection
 * @returns {Session}
 */
export function accessSession(connection) {
  connection.accessed = true
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return connection.session
}

/**
 * Keeps caches from handing one caller's response to another (RFC 9111, section 4.1).
 *
 * @param {Message} message
 * @returns {void}
 */
export function varyByCookie(message) {
  const vary = message.get('Vary')
  if (vary === null) {
    message.set('Vary', 'Cookie')
  } else if (!/(^|,)[ \t]*(cookie|\*)[ \t]*(,|$)/i.test(vary)) {
    message.set('Vary', `${vary}, Cookie`)
  }
}

/**
 * Keeps a response that carries the session's cookie out of every cache, unless the application chose a private one.
 *
 * @param {Pick<Message, 'get' | 'set'>} message
 * @returns {void}
 */
export function keepOutOfCaches(message) {
  if (!/\b(no-store|private)\b/i.test(message.get('Cache-Control') ?? '')) {
    message.set('Cache-Control', 'no-store')
  }
}
