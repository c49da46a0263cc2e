// Load, run, commit: what happens to the session of one connection, on any framework.
import { varyByCookie } from './connection.js'
import { refuseOtherOrigins } from './csrf.js'
import { assertSessionData } from './session-data-check.js'
import { closeAtHead, stateOf } from './session.js'

/**
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 */

export class SessionMiddleware {
  /** @type {SessionBackend} */
  #backend

  /** @param {SessionBackend} backend */
  constructor(backend) {
    this.#backend = backend
  }

  /**
   * Loads the session before the handler runs, unless something switches it off for this connection.
   *
   * @param {Connection} connection
   * @returns {Promise<void>}
   */
  async load(connection) {
    if (connection.excluded === null) {
      await this.open(connection)
    }
  }

  /**
   * Loads the session of a connection that nothing switches it off for.
   *
   * @param {Connection} connection
   * @returns {Promise<void>}
   */
  async open(connection) {
    refuseOtherOrigins(connection)
    const session = await this.#backend.loadFromConnection(connection)
    assertSessionData(session)
    connection.session = session
  }

  /**
   * What to do with the head of the response before it leaves: the session is saved, and its cookie set.
   *
   * @param {Connection} connection
   * @returns {(message: Message) => Promise<void> | null} A function to be called once with the head. It settles when
   * the head may go, and is null if that is now; it throws
   * if the session could not be saved, and the head must not go then: the client would take itself for logged in.
   */
  createSendWrapper(connection) {
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

  /**
   * @param {Connection} connection
   * @param {Session} loaded
   * @param {Message} message
   * @returns {Promise<void>}
   */
  async #commit(connection, loaded, message) {
    // A handler may answer while its `regenerate` is still under way.
    await stateOf(loaded).turn
    const session = connection.session ?? loaded
    closeAtHead(session)
    await this.#backend.storeInMessage(session, message, connection)
    markSent(connection, message)
  }
}

/**
 * @param {Connection} connection
 * @param {Message} message
 * @returns {void}
 */
function markSent(connection, message) {
  connection.headSent = true
  if (connection.accessed) {
    varyByCookie(message)
  }
}
