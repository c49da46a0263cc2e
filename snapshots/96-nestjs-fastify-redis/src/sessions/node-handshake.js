// Sessions of handshakes that the framework does not see: a server of sockets loads them by a middleware of its own.
import { loadHandshake } from './node-upgrade.js'

/**
 * @import { IncomingMessage } from 'node:http'
 * @import { SessionMiddleware } from './middleware.js'
 */

/**
 * A middleware for such a server: `io.engine.use(session.handshake)`.
 *
 * @typedef {(request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void} HandshakeMiddleware
 */

/**
 * @param {SessionMiddleware} middleware
 * @returns {HandshakeMiddleware}
 */
export function loadHandshakes(middleware) {
  return (request, _response, next) => void loadHandshake(middleware, request).then(() => next(), next)
}
