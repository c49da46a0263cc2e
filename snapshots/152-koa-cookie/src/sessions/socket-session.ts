// What a session is on an open socket.
import type { Session } from './session.js'
import type { SessionData } from './session-data.js'

/** The session of the handshake, to be read: it lives in a cookie, and an open socket can set none. */
export type SocketSession = Readonly<Partial<SessionData>> & Pick<Session, 'id' | 'isNew'>
