// The session as a property of a Node request.
import { warnOfLateWrite } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'

/**
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 */

/**
 * Puts the session that a connection has, whichever that is at the moment, on its request.
 *
 * @param {object} request
 * @param {Connection} connection
 * @returns {void}
 */
export function exposeSession(request, connection) {
  Object.defineProperty(request, 'session', {
    /** @returns {Session} */
    get() {
      connection.accessed = true
      if (connection.session === null) {
        throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
      }
      return connection.session
    },
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/**
 * A handshake that runs through middlewares comes with something in the place of a response.
 *
 * @param {object} response
 * @returns {boolean}
 */
export function canSendHead(response) {
  return 'flushHeaders' in response
}

/**
 * Once a response is over: what was written to the session behind its head is lost, and that is told.
 *
 * @param {Connection} options
 * @returns {void}
 */
export function reportLateWrite({ session, headSent }) {
  if (session !== null && headSent) {
    warnOfLateWrite(session)
  }
}
