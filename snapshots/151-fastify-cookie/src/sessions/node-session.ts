// The session of a request to a Node server, and the head of its response, which waits for the session.
import type { ServerResponse } from 'node:http'
import type { Connection } from './connection.js'
import type { SessionMiddleware } from './middleware.js'
import { holdHead } from './node-head.js'
import { warnOfLateWrite } from './session.js'

/**
 * Loads the session of a request, and holds the head of the response until it is saved: from now on, not from the first look at
 * the session. Whoever wraps the response later may be the first to look, when the answer is on its way.
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
  if (connection.session !== null) {
    holdHead(response, middleware.createSendWrapper(connection), fail)
    response.once('close', () => reportLateWrite(connection))
  }
}

/** Once a response is over: what was written to the session behind its head is lost, and that is told. */
function reportLateWrite(connection: Connection): void {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}
