// The session of a request to a Node server, and the head of its response, which waits for the session.
import { holdHead } from './node-head.js'
import { warnOfLateWrite } from './session.js'

/**
 * @import { ServerResponse } from 'node:http'
 * @import { Connection } from './connection.js'
 * @import { SessionMiddleware } from './middleware.js'
 */

/**
 * Loads the session of a request, and holds the head of the response until it is saved: from now on, not from the first look at
 * the session. Whoever wraps the response later may be the first to look, when the answer is on its way.
 *
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @param {ServerResponse} response
 * @param {(error: unknown) => void} fail Gets the error where it could not be saved. The answer is dropped then, and
 * another can be given.
 * @returns {Promise<void>}
 */
export async function loadForResponse(middleware, connection, response, fail) {
  await middleware.load(connection)
  if (connection.session !== null) {
    holdHead(response, middleware.createSendWrapper(connection), fail)
    response.once('close', () => reportLateWrite(connection))
  }
}

/**
 * Once a response is over: what was written to the session behind its head is lost, and that is told.
 *
 * @param {Connection} connection
 * @returns {void}
 */
function reportLateWrite(connection) {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}
