// What h3.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'
import { SessionSocket } from './websocket.js'

declare module 'h3' {
  interface H3EventContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /**
     * In a WebSocket handshake: the session for as long as the socket is open. The hook `open` calls
     * `closeWhenEnded((code, reason) => peer.close(code, reason))`, and `close` what that returns.
     */
    readonly sessionSocket: SessionSocket
  }
  interface H3RouteMeta {
    /** Switches the session off for this route. */
    readonly skipSession?: boolean
  }
}
