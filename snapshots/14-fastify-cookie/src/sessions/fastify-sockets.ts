// WebSockets on Fastify: what its handshakes need beside a session.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SessionMiddleware } from './middleware.js'
import { connectionOfHandshake, type SessionUpgrades } from './node-upgrade.js'
import { isOriginAllowed } from './websocket.js'
import { isHandshake, sessionOf } from './fastify-connection.js'

export const FOREIGN_ORIGIN = 'A page of this origin may not open a WebSocket here'

/** A middleware for handshakes that Fastify does not see: `io.engine.use(session.handshake)`. */
export type HandshakeMiddleware = (request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void

/** A handshake that is refused by a response leaves a socket that nobody else closes. */
export function closeAfterResponse(reply: FastifyReply): void {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/** The server of @fastify/websocket answers handshakes by itself. */
export function addCookiesToHandshakes(app: FastifyInstance, upgrades: SessionUpgrades): void {
  app.addHook('onReady', async () => {
    const { websocketServer } = app as { websocketServer?: EventEmitter }
    websocketServer?.on('headers', upgrades.addCookies)
  })
}

/** Loads sessions of handshakes, whose head takes no cookie along: what is written is saved by `save()`. */
export function loadHandshakes(middleware: SessionMiddleware): HandshakeMiddleware {
  return (request, _response, next) => {
    const { origin = null, cookie = null } = request.headers
    // A request of the polling transport is none of WebSocket: browsers leave its origin out where it is their page's own.
    const isAllowed =
      (origin === null && !isHandshake(request)) || isOriginAllowed(origin, request.headers.host ?? null)
    // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
    const cookieHeader = isAllowed ? cookie : null
    const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
    Object.defineProperty(request, 'session', { get: () => sessionOf(connection) })
    middleware.load(connection).then(() => next(isAllowed ? undefined : new Error(FOREIGN_ORIGIN)), next)
  }
}
