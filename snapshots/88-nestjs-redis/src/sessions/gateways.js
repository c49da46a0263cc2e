// Gateways of an application on Express.
import { openWithSessions } from './gateway-sessions.js'

/**
 * @import { ServerResponse } from 'node:http'
 * @import { WebSocketAdapter } from '@nestjs/common'
 * @import { SessionsMiddleware } from './express.js'
 */

/**
 * Gives the gateways of an adapter the sessions of their handshakes: `app.useWebSocketAdapter(withSessions(new WsAdapter(app), session))`.
 *
 * @param {WebSocketAdapter} adapter That of ws or of socket.io.
 * @param {SessionsMiddleware} session What `sessions()` returned.
 * @returns {WebSocketAdapter}
 */
export function withSessions(adapter, session) {
  return openWithSessions(adapter, session, (request, _response, next) => {
    // socket.io polls by requests that have responses. Without one, they too come with the session of a socket, and only from a
    // page that may open one.
    session(request, /** @type {ServerResponse} */ ({}), next)
  })
}
