// The session of a request to a Node server, and the head of its response, which waits for the session.
import { warnOfLateWrite } from './session.js'

/** @import { Connection } from './connection.js' */

/**
 * Once a response is over: what was written to the session behind its head is lost, and that is told.
 *
 * @param {Connection} connection
 * @returns {void}
 */
export function reportLateWrite(connection) {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}
