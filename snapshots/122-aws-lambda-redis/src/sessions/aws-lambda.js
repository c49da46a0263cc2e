// The session middleware for functions of AWS Lambda that answer HTTP: an event comes in, a result goes out.
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { SessionNotInstalledError } from './session-errors.js'
import { createBackend } from './redis-backend.js'
import { connectionOf } from './lambda-event.js'
import { headOf, resultOf } from './lambda-result.js'

/**
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 * @import { HttpEvent } from './lambda-event.js'
 * @import { HttpResult } from './lambda-result.js'
 */

/** The option of a function that is to have no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * @template {object} [Event=object]
 * @typedef {object} HandlerOptions
 * @property {boolean} [skipSession] Switches the session off for the events of this function.
 * @property {(error: unknown, event: Event) => unknown} [onError] Answers what the session fails with, and what the
 * function throws. What it throws in turn is an error of the function for
 * AWS Lambda. Without it, the answer is the status of the error, or 500, and what is no fault of the caller goes to the console.
 */

/**
 * Makes a handler out of an asynchronous function that uses the session.
 *
 * @typedef {<Event extends HttpEvent, Rest extends readonly any[], Result>(handle: (event: Event, ...rest: Rest) => Promise<Result>, options?: HandlerOptions<Event>) => (event: Event, ...rest: Rest) => Promise<Result | HttpResult>} WithSession
 * @param handle Is called once the session is loaded, with all that AWS Lambda hands over. What of that TypeScript cannot infer the
 *   type of is `any` here: it says what it is as soon as the parameter has a type.
 */

/**
 * The session is kept beside the event, which is data: it may be logged, and compared.
 *
 * @type {WeakMap<HttpEvent, Connection>}
 */
const connections = new WeakMap()

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param {HttpEvent} event The one that the function was called with: a copy of it is not known.
 * @returns {Session}
 * @throws {SessionNotInstalledError} If the session is switched off for it, or it did not come through `sessions()`.
 */
export function getSession(event) {
  const connection = connections.get(event)
  if (connection === undefined) {
    throw new SessionNotInstalledError('this event, or this copy of one, did not come through sessions()')
  }
  return accessSession(connection)
}

/**
 * Loads the caller's session before a function runs, and saves it before its result is returned: `export const handler = sessions()(handle)`.
 *
 * @param {SessionsOptions} [options]
 * @returns {WithSession}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @template {HttpEvent} Event
   * @template {readonly any[]} Rest
   * @template Result
   * @param {(event: Event, ...rest: Rest) => Promise<Result>} handle
   * @param {HandlerOptions<Event>} [handlerOptions]
   * @returns {((event: Event, ...rest: Rest) => Promise<Result | HttpResult>)}
   */
  const withSession = (handle, handlerOptions = {}) => {
    const { onError = answerError } = handlerOptions
    const isSkipped = handlerOptions[SKIP_OPTION] === true

    /**
     * @param {Event} event
     * @param {Rest} rest
     * @returns {Promise<Result | HttpResult>}
     */
    const answerWithSession = async (event, ...rest) => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (connections.has(event)) {
        return handle(event, ...rest)
      }
      const connection = connectionOf(event, isSkipped ? `its function has the option ${SKIP_OPTION}` : null)
      connections.set(event, connection)
      /**
       * @param {unknown} error
       * @returns {Promise<unknown>}
       */
      const fail = async (error) => onError(error, event)
      const result = await middleware
        .load(connection)
        .then(() => handle(event, ...rest))
        .catch(fail)
      return save(middleware, connection, event, result).catch(async (/** @type {unknown} */ error) =>
        resultOf(event, await fail(error)),
      )
    }
    return answerWithSession
  }
  return withSession
}

/**
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @param {HttpEvent} event
 * @param {unknown} result
 * @returns {Promise<HttpResult>}
 */
async function save(middleware, connection, event, result) {
  const head = headOf(event, resultOf(event, result))
  await middleware.createSendWrapper(connection)(head)
  return head.result
}

/**
 * Where the application does not answer errors by itself. All that a caller gets to know of one is its status.
 *
 * @param {unknown} error
 * @returns {HttpResult}
 */
function answerError(error) {
  const statusCode = statusOf(error)
  if (statusCode >= 500) {
    console.error(error)
  }
  return { statusCode, body: '' }
}

/**
 * 403 of a request that another site sent, 503 of a store that does not answer, and so on.
 *
 * @param {unknown} error
 * @returns {number}
 */
function statusOf(error) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500
}
