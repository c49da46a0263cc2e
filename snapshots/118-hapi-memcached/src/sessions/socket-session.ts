// What a session is on an open socket.
import type { Session } from './session.js'

/** The session of the handshake. The head has left, so nothing is saved by itself: `save()` does it. */
export type SocketSession = Session
