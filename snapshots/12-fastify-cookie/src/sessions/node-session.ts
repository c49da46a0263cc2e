// The session of a request to a Node server, and the head of its response, which waits for the session only where it must.
import type { ServerResponse } from 'node:http'
import type { Connection } from './connection'
import type { SessionMiddleware } from './middleware'
import { holdHead } from './node-head'
import { type Session, warnOfLateWrite } from './session'
import { SessionNotInstalledError } from './session-errors'

/**
 * Loads the session of a request. The response stays as it is until a handler looks at the session, unless that has to move by
 * itself: from then on its head is held until the session is saved.
 *
 * @param fail Gets the error where it could not be saved. The answer is dropped then, and another can be given.
 */
export async function loadForResponse(
  middleware: SessionMiddleware,
  connection: Connection,
  response: ServerResponse,
  fail: (error: unknown) => void,
): Promise<void> {
  await middleware.load(connection)
  const watch = (): void => {
    let isCommitted = false
    if (response.headersSent) {
      middleware.close(connection)
    } else {
      const commit = middleware.createSendWrapper(connection)
      holdHead(
        response,
        (message) => {
          isCommitted = true
          return commit(message)
        },
        fail,
      )
    }
    response.once('close', () => {
      // Whoever looks first while the head is being written, as a listener of on-headers can, is late too: nothing is saved then.
      if (connection.session !== null && (connection.headSent || (response.headersSent && !isCommitted))) {
        warnOfLateWrite(connection.session)
      }
    })
  }
  if (middleware.isDue(connection)) {
    watch()
  } else {
    connection.onAccess = watch
  }
}

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
