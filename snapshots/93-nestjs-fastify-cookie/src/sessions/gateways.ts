// Gateways of an application on Fastify.
import type { WebSocketAdapter } from '@nestjs/common'
import type { SessionsPlugin } from './fastify.js'
import { openWithSessions } from './gateway-sessions.js'

/**
 * Gives the gateways of an adapter the sessions of their handshakes: `app.useWebSocketAdapter(withSessions(new WsAdapter(app), session))`.
 *
 * @param adapter That of ws or of socket.io.
 * @param session What `sessions()` returned.
 */
export function withSessions(adapter: WebSocketAdapter, session: SessionsPlugin): WebSocketAdapter {
  return openWithSessions(adapter, session, session.handshake)
}
