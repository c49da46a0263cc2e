// WebSockets on Fastify: what its handshakes need beside a session.
import { connectionOfHandshake } from './node-upgrade.js'
import { isOriginAllowed } from './websocket.js'
import { isHandshake, sessionOf } from './fastify-connection.js'

/**
 * @import { EventEmitter } from 'node:events'
 * @import { IncomingMessage } from 'node:http'
 * @import { FastifyInstance, FastifyReply } from 'fastify'
 * @import { SessionMiddleware } from './middleware.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 */

export const FOREIGN_ORIGIN = 'A page of this origin may not open a WebSocket here'

/**
 * A middleware for handshakes that Fastify does not see: `io.engine.use(session.handshake)`.
 *
 * @typedef {(request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void} HandshakeMiddleware
 */

/**
 * A handshake that is refused by a response leaves a socket that nobody else closes.
 *
 * @param {FastifyReply} reply
 * @returns {void}
 */
export function closeAfterResponse(reply) {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/**
 * The server of @fastify/websocket answers handshakes by itself.
 *
 * @param {FastifyInstance} app
 * @param {SessionUpgrades} upgrades
 * @returns {void}
 */
export function addCookiesToHandshakes(app, upgrades) {
  app.addHook('onReady', async () => {
    const { websocketServer } = /** @type {{ websocketServer?: EventEmitter }} */ (app)
    websocketServer?.on('headers', upgrades.addCookies)
  })
}

/**
 * Loads sessions of handshakes, whose head takes no cookie along: what is written is saved by `save()`.
 *
 * @param {SessionMiddleware} middleware
 * @returns {HandshakeMiddleware}
 */
export function loadHandshakes(middleware) {
  return (request, _response, next) => {
    const { origin = null, cookie = null } = request.headers
    // A request of the polling transport is none of WebSocket: browsers leave its origin out where it is their page's own.
    const isAllowed = (origin === null && !isHandshake(request)) || isOriginAllowed(origin)
    // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
    const cookieHeader = isAllowed ? cookie : null
    const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
    Object.defineProperty(request, 'session', { get: () => sessionOf(connection) })
    middleware.load(connection).then(() => next(isAllowed ? undefined : new Error(FOREIGN_ORIGIN)), next)
  }
}
