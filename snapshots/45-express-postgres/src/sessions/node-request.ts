// The session as a property of a Node request.
import type { Connection } from './connection.js'
import { type Session, warnOfLateWrite } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'

/** Puts the session that a connection has, whichever that is at the moment, on its request. */
export function exposeSession(request: object, connection: Connection): void {
  Object.defineProperty(request, 'session', {
    get(): Session {
      connection.accessed = true
      if (connection.session === null) {
        throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
      }
      return connection.session
    },
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/** A handshake that runs through middlewares comes with something in the place of a response. */
export function canSendHead(response: object): boolean {
  return 'flushHeaders' in response
}

/** Once a response is over: what was written to the session behind its head is lost, and that is told. */
export function reportLateWrite({ session, headSent }: Connection): void {
  if (session !== null && headSent) {
    warnOfLateWrite(session)
  }
}
