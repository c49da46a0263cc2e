// The session of a WebSocket: who may open one, and how long it stays open.
import { isOwnOrigin } from './own-origin.js'
import { stateOf } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'

/**
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SocketSession } from './socket-session.js'
 */

/** A session that ended elsewhere closes its sockets within this time. */
const REVALIDATE_EVERY_SECONDS = 60

/** "Policy violation" (RFC 6455, 7.4.1). */
const SESSION_ENDED = 1008

/**
 * Whether a handshake comes from a page that may open a socket here. Browsers send cookies with every handshake, whichever
 * page asks for it, and CORS does not apply: the origin is all there is to tell (RFC 6455, 10.2).
 *
 * @param {string | null} origin The Origin header; null where there is none.
 * @param {string | null} host The Host header; null where there is none.
 * @returns {boolean}
 */
export function isOriginAllowed(origin, host) {
  return origin === null ? false : isOwnOrigin(origin, host)
}

/** The session that the middleware loaded for a handshake, for as long as the socket is open. */
export class SessionSocket {
  /**
   * @type {SocketSession}
   * @readonly
   */
  session
  /** @type {Session} */
  #session

  /**
   * @param {Pick<Connection, 'session' | 'excluded'>} connection
   * @throws If the session is switched off for this connection.
   */
  constructor(connection) {
    if (connection.session === null) {
      throw new SessionNotInstalledError(connection.excluded ?? 'the middleware has not run')
    }
    this.session = connection.session
    this.#session = connection.session
  }

  /**
   * Asks the backend whether the session still lives, and reads what others wrote to it.
   *
   * @returns {Promise<boolean>} False once it has ended or expired; true for a connection that came without a session.
   * @throws If the backend cannot tell.
   */
  revalidate() {
    return stateOf(this.#session).backend.revalidate(this.#session)
  }

  /**
   * Closes the socket when the session ends anywhere: asks again and again until then.
   *
   * @param {(code: number, reason: string) => void} close For example `(code, reason) => socket.close(code, reason)`.
   * @returns {() => void} Stops asking. Call it when the socket is closed.
   */
  closeWhenEnded(close) {
    const timer = setInterval(() => {
      this.revalidate().then(
        (isAlive) => {
          if (!isAlive) {
            clearInterval(timer)
            close(SESSION_ENDED, 'The session has ended')
          }
        },
        // A store that cannot answer has not ended the session: the next round asks again.
        () => {},
      )
    }, REVALIDATE_EVERY_SECONDS * 1000)
    return () => clearInterval(timer)
  }
}
