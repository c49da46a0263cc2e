// React Router's shape of the session middleware, for its framework mode.
import { createContext } from 'react-router'
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { MiddlewareFunction, RouterContext, RouterContextProvider } from 'react-router'
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** The option of a request that is to have no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * @typedef {object} RequestOptions
 * @property {boolean} [skipSession] Switches the session off for this request.
 */

/**
 * What `getLoadContext`, or a middleware before the sessions, has to say of a request.
 *
 * @type {RouterContext<RequestOptions>}
 */
export const requestOptionsContext = createContext({})

/**
 * The session is kept behind this one: what a handler looks at is seen then, and why there is none can be said.
 *
 * @type {RouterContext<Connection | null>}
 */
const connectionContext = createContext(null)

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param {Readonly<RouterContextProvider>} context That of a loader, an action or a middleware.
 * @returns {Session}
 * @throws {SessionNotInstalledError} If the session is switched off for the request, or it did not come through
 * `sessions()`.
 */
export function getSession(context) {
  const connection = context.get(connectionContext)
  if (connection === null) {
    throw new SessionNotInstalledError('no middleware of this route, or of one around it, is sessions()')
  }
  return accessSession(connection)
}

/**
 * Loads the caller's session before loaders and actions run, and saves it before the response leaves. In the root route:
 * `export const middleware = [sessions()]`.
 *
 * @param {SessionsOptions} [options]
 * @returns {MiddlewareFunction<Response>}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async (args, next) => {
    const { request, context } = args
    // A second copy of the middleware leaves the session to the first.
    if (context.get(connectionContext) !== null) {
      return next()
    }
    /** @type {Connection} */
    const connection = {
      cookieHeader: request.headers.get('Cookie'),
      source: sourceOfRequest(request),
      secure: isSecureRequest(request),
      excluded: skippedBy(request, context),
      session: null,
      accessed: false,
      headSent: false,
    }
    context.set(connectionContext, connection)
    await middleware.load(connection)

    // React Router answers what loaders, actions and pages throw, and does not throw it on: what was written before is saved all the same.
    return saveInResponse(await next(), middleware.createSendWrapper(connection))
  }
}

/**
 * @param {Request} request
 * @param {Readonly<RouterContextProvider>} context
 * @returns {string | null}
 */
function skippedBy(request, context) {
  // What answers a handshake stands before React Router, and knows of no middleware.
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return context.get(requestOptionsContext)[SKIP_OPTION] === true ? `its request has the option ${SKIP_OPTION}` : null
}
