// The session as a property of a Node request.
import { accessSession } from './connection.js'

/**
 * @import { IncomingMessage } from 'node:http'
 * @import { Connection } from './connection.js'
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
    get: () => accessSession(connection),
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
 * A WebSocket handshake (RFC 6455, 4.1).
 *
 * @param {IncomingMessage} options
 * @returns {boolean}
 */
export function isHandshake({ method, headers }) {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}
