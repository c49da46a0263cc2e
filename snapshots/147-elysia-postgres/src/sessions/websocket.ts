// The session of a WebSocket: who may open one, and how long it stays open.
import type { Connection } from './connection.js'
import { isOwnOrigin } from './own-origin.js'
import { type Session, stateOf } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'
import type { SocketSession } from './socket-session.js'

/** A session that ended elsewhere closes its sockets within this time. */
const REVALIDATE_EVERY_SECONDS = 60

/** "Policy violation" (RFC 6455, 7.4.1). */
const SESSION_ENDED = 1008

/**
 * Whether a handshake comes from a page that may open a socket here. Browsers send cookies with every handshake, whichever
 * page asks for it, and CORS does not apply: the origin is all there is to tell (RFC 6455, 10.2).
 *
 * @param origin The Origin header; null where there is none.
 * @param host The Host header; null where there is none.
 */
export function isOriginAllowed(origin: string | null, host: string | null): boolean {
  return origin === null ? false : isOwnOrigin(origin, host)
}

/** The session that the middleware loaded for a handshake, for as long as the socket is open. */
export class SessionSocket {
  readonly session: SocketSession
  readonly #session: Session

  /** @throws If the session is switched off for this connection. */
  constructor(connection: Pick<Connection, 'session' | 'excluded'>) {
    if (connection.session === null) {
      throw new SessionNotInstalledError(connection.excluded ?? 'the middleware has not run')
    }
    this.session = connection.session
    this.#session = connection.session
  }

  /**
   * Asks the backend whether the session still lives, and reads what others wrote to it.
   *
   * @returns False once it has ended or expired; true for a connection that came without a session.
   * @throws If the backend cannot tell.
   */
  revalidate(): Promise<boolean> {
    return stateOf(this.#session).backend.revalidate(this.#session)
  }

  /**
   * Closes the socket when the session ends anywhere: asks again and again until then.
   *
   * @param close For example `(code, reason) => socket.close(code, reason)`.
   * @returns Stops asking. Call it when the socket is closed.
   */
  closeWhenEnded(close: (code: number, reason: string) => void): () => void {
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
