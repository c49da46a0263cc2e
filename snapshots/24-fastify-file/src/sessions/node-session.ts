// The session of a request to a Node server, and the head of its response, which waits for the session only where it must.
import type { Connection } from './connection'
import type { Session } from './session'
import { SessionNotInstalledError } from './session-errors'

/** The session that a handler looks at. */
export function accessSession(connection: Connection): Session {
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  if (!connection.accessed) {
    connection.accessed = true
    connection.onAccess?.()
  }
  return connection.session
}
