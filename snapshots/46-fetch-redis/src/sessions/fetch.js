// The session middleware for handlers of the Fetch API: a Request comes in, a Response goes out.
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake, sourceOfRequest } from './web-request.js'
import { answerError, saveInResponse } from './web-response.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** The option of a handler that is to have no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * @template {Request} [Incoming=Request]
 * @typedef {object} HandlerOptions
 * @property {boolean} [skipSession] Switches the session off for the requests of this handler.
 * @property {(error: unknown, request: Incoming) => Response | Promise<Response>} [onError] Answers what the session
 * fails with, and what the handler throws. What it throws in turn is left to the platform. Without it,
 * the answer is the status of the error, or 500, and what is no fault of the caller goes to the console.
 */

/**
 * Makes a handler out of one that uses the session.
 *
 * @typedef {<Incoming extends Request, Rest extends readonly any[], Answer extends Response | undefined>(handle: (request: Incoming, ...rest: Rest) => Answer | Promise<Answer>, options?: HandlerOptions<Incoming>) => (request: Incoming, ...rest: Rest) => Promise<Answer | Response>} WithSession
 * @param handle Is called once the session is loaded, with all that the platform hands over. What of that TypeScript cannot infer the
 *   type of, as of Bun's server, is `any` here: it says what it is as soon as the parameter has a type.
 */

/**
 * The session is kept beside the request, not on it: what a platform hands over may be frozen, and its type is the platform's.
 *
 * @type {WeakMap<Request, Connection>}
 */
const connections = new WeakMap()

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param {Request} request The one that the handler was called with: a copy of it is not known.
 * @returns {Session}
 * @throws {SessionNotInstalledError} If the session is switched off for it, or it did not come through `sessions()`.
 */
export function getSession(request) {
  return accessSession(connectionOf(request))
}

/**
 * Loads the caller's session before a handler runs, and saves it before the response leaves: `fetch: sessions()(handle)`.
 *
 * @param {SessionsOptions} [options]
 * @returns {WithSession}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @template {Request} Incoming
   * @template {readonly any[]} Rest
   * @template {Response | undefined} Answer
   * @param {(request: Incoming, ...rest: Rest) => Answer | Promise<Answer>} handle
   * @param {HandlerOptions<Incoming>} [handlerOptions]
   * @returns {((request: Incoming, ...rest: Rest) => Promise<Answer | Response>)}
   */
  const withSession = (handle, handlerOptions = {}) => {
    const { onError = answerError } = handlerOptions
    const isSkipped = handlerOptions[SKIP_OPTION] === true

    /**
     * @param {Incoming} request
     * @param {Rest} rest
     * @returns {Promise<Answer | Response>}
     */
    const answerWithSession = async (request, ...rest) => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (connections.has(request)) {
        return handle(request, ...rest)
      }
      const connection = connect(request, isSkipped)
      /**
       * @param {unknown} error
       * @returns {Response | Promise<Response>}
       */
      const fail = (error) => onError(error, request)
      const answer = await load(middleware, connection)
        .then(() => handle(request, ...rest))
        .catch(fail)
      return answer === undefined ? answer : save(middleware, connection, answer).catch(fail)
    }
    return answerWithSession
  }
  return withSession
}

/**
 * @param {Request} request
 * @param {boolean} isSkipped
 * @returns {Connection}
 */
function connect(request, isSkipped) {
  /** @type {Connection} */
  const connection = {
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOfRequest(request),
    excluded: skippedBy(request, isSkipped),
    session: null,
    accessed: false,
    headSent: false,
  }
  connections.set(request, connection)
  return connection
}

/**
 * @param {Request} request
 * @returns {Connection}
 */
function connectionOf(request) {
  const connection = connections.get(request)
  if (connection === undefined) {
    throw new SessionNotInstalledError('this request, or this copy of one, did not come through sessions()')
  }
  return connection
}

/**
 * @param {Request} request
 * @param {boolean} isSkipped
 * @returns {string | null}
 */
function skippedBy(request, isSkipped) {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return isSkipped ? `its handler has the option ${SKIP_OPTION}` : null
}

/**
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @returns {Promise<void>}
 */
async function load(middleware, connection) {
  await middleware.load(connection)
}

/**
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @param {Response} answer
 * @returns {Promise<Response>}
 */
async function save(middleware, connection, answer) {
  return saveInResponse(answer, middleware.createSendWrapper(connection))
}
