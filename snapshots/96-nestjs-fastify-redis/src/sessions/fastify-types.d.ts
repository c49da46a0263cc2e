// What fastify.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'
import type { SessionSocket } from './websocket.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** In a WebSocket handshake: the session for as long as the socket is open. */
    readonly sessionSocket: SessionSocket
  }

  interface FastifyContextConfig {
    /** True on a route without a session. */
    skipSession?: boolean
  }
}
