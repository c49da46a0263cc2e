// Gateways of an application on Fastify.
import { openWithSessions } from './gateway-sessions.js'

/**
 * @import { WebSocketAdapter } from '@nestjs/common'
 * @import { SessionsPlugin } from './fastify.js'
 */

/**
 * Gives the gateways of an adapter the sessions of their handshakes: `app.useWebSocketAdapter(withSessions(new WsAdapter(app), session))`.
 *
 * @param {WebSocketAdapter} adapter That of ws or of socket.io.
 * @param {SessionsPlugin} session What `sessions()` returned.
 * @returns {WebSocketAdapter}
 */
export function withSessions(adapter, session) {
  return openWithSessions(adapter, session, session.handshake)
}
