// Route Handlers with a session.
import { cookies } from 'next/headers.js'
import { accessSession } from './connection.js'
import { answerError, saveInResponse } from './web-response.js'
import { connect, saveInCookies, tellOfLateWrites } from './nextjs-requests.js'

/**
 * @import { AsyncLocalStorage } from 'node:async_hooks'
 * @import { NextRequest } from 'next/server.js'
 * @import { Connection } from './connection.js'
 * @import { SessionMiddleware } from './middleware.js'
 * @import { Session } from './session.js'
 */

/** The option of a handler that is to have no session. */
const SKIP_OPTION = 'skipSession'

/** The name of the session beside `params`. */
const PROPERTY = 'session'

/**
 * What Next.js hands over beside the request.
 *
 * @typedef {object} RouteContext
 * @property {Promise<unknown>} params
 */

/**
 * @typedef {object} WithSession
 * @property {Session} session The caller's session. Look it up each time: `regenerate` puts another in its place.
 */

/**
 * @typedef {object} HandlerOptions
 * @property {boolean} [skipSession] Switches the session off for the requests of this handler.
 * @property {(error: unknown, request: NextRequest, context: WithSession) => Response | Promise<Response>} [onError]
 * Answers what the session fails with, and what the handler throws; tell whoever collects errors. What it throws in turn is
 * left to Next.js. Without it, the answer is the status of the error, or 500, and what is no fault of the caller goes to the
 * console.
 */

/**
 * Makes a Route Handler out of one that uses the session.
 *
 * @typedef {<Context extends RouteContext = RouteContext>(handle: (request: NextRequest, context: Context & WithSession) => Response | Promise<Response>, options?: HandlerOptions) => (request: NextRequest, context: Context) => Promise<Response>} RouteHandler
 * @param handle Is called once the session is loaded. The response leaves when it is saved.
 */

/**
 * @param {() => SessionMiddleware} open
 * @param {AsyncLocalStorage<Connection>} running
 * @returns {RouteHandler}
 */
export function handlersWith(open, running) {
  return (handle, options = {}) => {
    const { onError = answerError } = options
    const isSkipped = options[SKIP_OPTION] === true

    return async (request, context) => {
      /** @type {Connection} */
      const connection = {
        ...connect(request.headers, request.method),
        excluded: isSkipped ? `its handler has the option ${SKIP_OPTION}` : null,
      }
      const withSession = addSession(context, connection)
      /**
       * @param {unknown} error
       * @returns {Response | Promise<Response>}
       */
      const fail = (error) => onError(error, request, withSession)
      const answer = await load(open(), connection)
        .then(() => running.run(connection, () => handle(request, withSession)))
        .catch((/** @type {unknown} */ error) =>
          isForNext(error) ? leaveToNext(open(), connection, error, fail) : fail(error),
        )
      return saveInResponse(answer, open().createSendWrapper(connection)).catch(fail)
    }
  }
}

/**
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @returns {Promise<void>}
 */
async function load(middleware, connection) {
  await middleware.load(connection)
  tellOfLateWrites(connection)
}

/**
 * @template {RouteContext} Context
 * @param {Context} context
 * @param {Connection} connection
 * @returns {Context & WithSession}
 */
function addSession(context, connection) {
  return Object.defineProperties(/** @type {Context & WithSession} */ ({}), {
    ...Object.getOwnPropertyDescriptors(context),
    [PROPERTY]: { get: () => accessSession(connection), enumerable: true },
  })
}

/**
 * Whether it is no error, but what `redirect()`, `notFound()` and their like throw. Next.js knows them by their digest.
 *
 * @param {unknown} error
 * @returns {error is { readonly digest: string }}
 */
function isForNext(error) {
  return typeof error === 'object' && error !== null && 'digest' in error && typeof error.digest === 'string'
}

/**
 * Saves the session before Next.js answers, and sets its cookie where that takes one along.
 *
 * @param {SessionMiddleware} middleware
 * @param {Connection} connection
 * @param {{ readonly digest: string }} thrown
 * @param {(error: unknown) => Response | Promise<Response>} fail
 * @returns {Promise<Response>}
 */
async function leaveToNext(middleware, connection, thrown, fail) {
  const status = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/.exec(thrown.digest)?.[1]
  if (status !== undefined) {
    // What Next.js answers to `notFound()`, `forbidden()` and `unauthorized()`, without the cookies.
    return new Response(null, { status: Number(status) })
  }
  try {
    await saveInCookies(middleware, connection, cookies)
  } catch (error) {
    return fail(error)
  }
  throw thrown
}
