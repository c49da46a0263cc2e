// Load, run, commit: what happens to the session of one connection, on any framework.
import { varyByCookie } from './connection.js'
import { refuseOtherOrigins } from './csrf.js'
import { closeAtHead, stateOf } from './session.js'

/**
 * @import { Connection, Message } from './connection.js'
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
      refuseOtherOrigins(connection)
      connection.session = await this.#backend.loadFromConnection(connection)
    }
  }

  /**
   * What to do with the head of the response before it leaves: the session is saved, and its cookie set.
   *
   * @param {Connection} connection
   * @returns {(message: Message) => Promise<void>} A function to be called once with the head. It settles when the head
   * may go; it throws if the session could
   * not be saved, and the head must not go then: the client would take itself for logged in.
   */
  createSendWrapper(connection) {
    return async (message) => {
      if (connection.session === null) {
        return
      }
      // A handler may answer while its `regenerate` is still under way.
      await stateOf(connection.session).turn
      const session = connection.session
      // A socket stays open after its head: there `save()` goes on working.
      if (connection.scope === 'http') {
        closeAtHead(session)
      }
      await this.#backend.storeInMessage(session, message, connection)
      connection.headSent = true
      if (connection.accessed) {
        varyByCookie(message)
      }
    }
  }
}
