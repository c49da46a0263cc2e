// React Router's shape of the session middleware, for its framework mode.
import { createContext, type MiddlewareFunction, type RouterContext, type RouterContextProvider } from 'react-router'
import { accessSession, type Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { type BackendOptions, createBackend } from './memcached-backend.js'

/** The option of a request that is to have no session. */
const SKIP_OPTION = 'skipSession'

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

export interface RequestOptions {
  /** Switches the session off for this request. */
  readonly skipSession?: boolean
}

/** What `getLoadContext`, or a middleware before the sessions, has to say of a request. */
export const requestOptionsContext: RouterContext<RequestOptions> = createContext({})

/** The session is kept behind this one: what a handler looks at is seen then, and why there is none can be said. */
const connectionContext: RouterContext<Connection | null> = createContext(null)

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param context That of a loader, an action or a middleware.
 * @throws {SessionNotInstalledError} If the session is switched off for the request, or it did not come through `sessions()`.
 */
export function getSession(context: Readonly<RouterContextProvider>): Session {
  const connection = context.get(connectionContext)
  if (connection === null) {
    throw new SessionNotInstalledError('no middleware of this route, or of one around it, is sessions()')
  }
  return accessSession(connection)
}

/**
 * Loads the caller's session before loaders and actions run, and saves it before the response leaves. In the root route:
 * `export const middleware = [sessions()]`.
 */
export function sessions(options: SessionsOptions = {}): MiddlewareFunction<Response> {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async (args, next) => {
    const { request, context } = args
    // A second copy of the middleware leaves the session to the first.
    if (context.get(connectionContext) !== null) {
      return next()
    }
    const connection: Connection = {
      cookieHeader: request.headers.get('Cookie'),
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

function skippedBy(request: Request, context: Readonly<RouterContextProvider>): string | null {
  // What answers a handshake stands before React Router, and knows of no middleware.
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return context.get(requestOptionsContext)[SKIP_OPTION] === true ? `its request has the option ${SKIP_OPTION}` : null
}
