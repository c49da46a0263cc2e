// The session of a request to a Node server, and the head of its response, which waits for the session.
import type { Connection } from './connection.js'
import { warnOfLateWrite } from './session.js'

/** Once a response is over: what was written to the session behind its head is lost, and that is told. */
export function reportLateWrite(connection: Connection): void {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}
