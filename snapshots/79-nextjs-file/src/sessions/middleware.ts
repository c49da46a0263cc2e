// Load, run, commit: what happens to the session of one connection, on any framework.
import { type Connection, type Message, varyByCookie } from './connection.ts'
import { refuseOtherOrigins } from './csrf.ts'
import { assertSessionData } from './session-data-check.ts'
import { closeAtHead, type Session, stateOf } from './session.ts'
import type { SessionBackend } from './session-backend.ts'

/** Paths without a session. */
const EXCLUDED_PATHS = /(?:^\/health$)|(?:^\/assets\/)/

/** What the browser keeps of this site goes with the session, on the response of `destroy()` alone. */
const CLEAR_SITE_DATA = '"cache", "cookies", "storage"'

export class SessionMiddleware {
  readonly #backend: SessionBackend

  constructor(backend: SessionBackend) {
    this.#backend = backend
  }

  /** Loads the session before the handler runs, unless something switches it off for this connection. */
  async load(connection: Connection): Promise<void> {
    if (EXCLUDED_PATHS.test(connection.path)) {
      connection.excluded = `its path is excluded by ${EXCLUDED_PATHS}`
    }
    if (connection.excluded === null) {
      await this.open(connection)
    }
  }

  /** Loads the session of a connection that nothing switches it off for. */
  async open(connection: Connection): Promise<void> {
    refuseOtherOrigins(connection)
    const session = await this.#backend.loadFromConnection(connection)
    assertSessionData(session)
    connection.session = session
  }

  /**
   * What to do with the head of the response before it leaves: the session is saved, and its cookie set.
   *
   * @returns A function to be called once with the head. It settles when the head may go, and is null if that is now; it throws
   * if the session could not be saved, and the head must not go then: the client would take itself for logged in.
   */
  createSendWrapper(connection: Connection): (message: Message) => Promise<void> | null {
    return (message) => {
      const { session } = connection
      if (session === null) {
        return null
      }
      try {
        if (this.#backend.isIdle(session)) {
          closeAtHead(session)
          markSent(connection, message)
          return null
        }
      } catch {
        // Whoever ends a response does not expect it to throw. The commit does it once more, and rejects.
      }
      return this.#commit(connection, session, message)
    }
  }

  async #commit(connection: Connection, loaded: Session, message: Message): Promise<void> {
    // A handler may answer while its `regenerate` is still under way.
    await stateOf(loaded).turn
    const session = connection.session ?? loaded
    closeAtHead(session)
    await this.#backend.storeInMessage(session, message, connection)
    if (stateOf(session).ended !== null && message.get('Clear-Site-Data') === null) {
      message.set('Clear-Site-Data', CLEAR_SITE_DATA)
    }
    markSent(connection, message)
  }
}

function markSent(connection: Connection, message: Message): void {
  connection.headSent = true
  if (connection.accessed) {
    varyByCookie(message)
  }
}
