// The session as a property of a Node request.
import { accessSession, type Connection } from './connection.js'

/** Puts the session that a connection has, whichever that is at the moment, on its request. */
export function exposeSession(request: object, connection: Connection): void {
  Object.defineProperty(request, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/** A handshake that runs through middlewares comes with something in the place of a response. */
export function canSendHead(response: object): boolean {
  return 'flushHeaders' in response
}
