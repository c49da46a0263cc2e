// What node.js adds to the types of other modules, for editors and type checkers.
import type { Session } from './session.js'

declare module 'node:http' {
  interface IncomingMessage {
    /** The caller's session, on a server's requests. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set before the sessions get to see it. */
    skipSession?: boolean
  }
}

declare module 'node:http2' {
  interface Http2ServerRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set before the sessions get to see it. */
    skipSession?: boolean
  }
}
