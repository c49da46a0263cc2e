// What a session is on an open socket.
/**
 * @import { Session } from './session.js'
 * @import { SessionData } from './session-data.js'
 */

/**
 * The session of the handshake, to be read: it lives in a cookie, and an open socket can set none.
 *
 * @typedef {Readonly<Partial<SessionData>> & Pick<Session, 'id' | 'isNew'>} SocketSession
 */

export {}
