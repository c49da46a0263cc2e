// What hono.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'
import { SessionSocket } from './websocket.js'

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    session: Session
    /**
     * In a WebSocket handshake: the session for as long as the socket is open. `onOpen` calls
     * `closeWhenEnded((code, reason) => ws.close(code, reason))`, and `onClose` what that returns.
     */
    sessionSocket: SessionSocket
    /** True where there is to be no session. */
    skipSession?: boolean
  }
}
