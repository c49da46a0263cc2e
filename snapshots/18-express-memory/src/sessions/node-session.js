// The session of a request to a Node server, and the head of its response, which waits for the session only where it must.
import { holdHead } from './node-head.js'
import { warnOfLateWrite } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'

/**
 * @import { ServerResponse } from 'node:http'
 * @import { Connection } from './connection.js'
 * @import { SessionMiddleware } from './middleware.js'
 * @import { Session } from './session.js'
 */

/**
 * Loads the session of a request. The response stays as it is until a handler looks at the session, unless that has to move by
 * itself: from then on its head is held until the session is saved.
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
  /** @returns {void} */
  const watch = () => {
    let isCommitted = false
    if (response.headersSent) {
      middleware.close(connection)
    } else {
      const commit = middleware.createSendWrapper(connection)
      holdHead(
        response,
        (message) => {
          isCommitted = true
          return commit(message)
        },
        fail,
      )
    }
    response.once('close', () => {
      // Whoever looks first while the head is being written, as a listener of on-headers can, is late too: nothing is saved then.
      if (connection.session !== null && (connection.headSent || (response.headersSent && !isCommitted))) {
        warnOfLateWrite(connection.session)
      }
    })
  }
  if (middleware.isDue(connection)) {
    watch()
  } else {
    connection.onAccess = watch
  }
}

/**
 * The session that a handler looks at.
 *
 * @param {Connection} connection
 * @returns {Session}
 */
export function accessSession(connection) {
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  if (!connection.accessed) {
    connection.accessed = true
    connection.onAccess?.()
  }
  return connection.session
}
