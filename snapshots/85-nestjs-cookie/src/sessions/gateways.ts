// Gateways of an application on Express.
import type { ServerResponse } from 'node:http'
import type { WebSocketAdapter } from '@nestjs/common'
import type { SessionsMiddleware } from './express.js'
import { openWithSessions } from './gateway-sessions.js'

/**
 * Gives the gateways of an adapter the sessions of their handshakes: `app.useWebSocketAdapter(withSessions(new WsAdapter(app), session))`.
 *
 * @param adapter That of ws or of socket.io.
 * @param session What `sessions()` returned.
 */
export function withSessions(adapter: WebSocketAdapter, session: SessionsMiddleware): WebSocketAdapter {
  return openWithSessions(adapter, session, (request, _response, next) => {
    // socket.io polls by requests that have responses. Without one, they too come with the session of a socket, and only from a
    // page that may open one.
    session(request, {} as ServerResponse, next)
  })
}
