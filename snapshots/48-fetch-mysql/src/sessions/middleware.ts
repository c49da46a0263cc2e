// Load, run, commit: what happens to the session of one connection, on any framework.
import { type Connection, type Message, varyByCookie } from './connection.js'
import { closeAtHead, type Session, stateOf } from './session.js'
import type { SessionBackend } from './session-backend.js'

export class SessionMiddleware {
  readonly #backend: SessionBackend

  constructor(backend: SessionBackend) {
    this.#backend = backend
  }

  /** Loads the session before the handler runs, unless something switches it off for this connection. */
  async load(connection: Connection): Promise<void> {
    if (connection.scope === 'http') {
      connection.excluded = 'only WebSocket connections have one'
    }
    if (connection.excluded === null) {
      await this.open(connection)
    }
  }

  /** Loads the session of a connection that nothing switches it off for. */
  async open(connection: Connection): Promise<void> {
    connection.session = await this.#backend.loadFromConnection(connection)
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
    markSent(connection, message)
  }
}

function markSent(connection: Connection, message: Message): void {
  connection.headSent = true
  if (connection.accessed) {
    varyByCookie(message)
  }
}
