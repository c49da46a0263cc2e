// Sessions of handshakes that the framework does not see: a server of sockets loads them by a middleware of its own.
import type { IncomingMessage } from 'node:http'
import type { SessionMiddleware } from './middleware.js'
import { loadHandshake } from './node-upgrade.js'

/** A middleware for such a server: `io.engine.use(session.handshake)`. */
export type HandshakeMiddleware = (request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void

export function loadHandshakes(middleware: SessionMiddleware): HandshakeMiddleware {
  return (request, _response, next) => void loadHandshake(middleware, request).then(() => next(), next)
}
