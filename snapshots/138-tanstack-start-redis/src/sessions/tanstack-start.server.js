// TanStack Start's shape of the session middleware: what a request middleware does on the server.
import {
  appendResponseHeader,
  getResponseHeader,
  getResponseHeaders,
  setResponseHeader,
} from '@tanstack/react-start/server'
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { RequestServerFn } from '@tanstack/react-start'
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** An earlier middleware puts true by this name into the context where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * What server functions, server routes and the middlewares behind find in their context.
 *
 * @typedef {object} SessionContext
 * @property {() => Session} session The caller's session. Call this each time: `regenerate` puts another in its place.
 */

/**
 * What `createMiddleware().server` takes: no type of its own middlewares is known here.
 *
 * @typedef {RequestServerFn<Record<never, never>, undefined, SessionContext>} SessionsHandler
 */

/**
 * Loads the caller's session before a request is handled, and saves it before the response leaves. In src/start.ts, where no browser
 * gets it: `createMiddleware().server(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsHandler}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async ({ request, context, next }) => {
    // What middlewares before this one have put there: their types are not known here.
    const before = /** @type {Readonly<Record<string, unknown>>} */ (/** @type {unknown} */ (context))
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(before, 'session')) {
      return next()
    }
    /** @type {Connection} */
    const connection = {
      cookieHeader: request.headers.get('Cookie'),
      source: sourceOfRequest(request),
      secure: isSecureRequest(request),
      excluded: skippedBy(request, before),
      session: null,
      accessed: false,
      headSent: false,
    }
    await middleware.load(connection)

    const save = middleware.createSendWrapper(connection)
    // A function, as Start copies what is in a context, and would keep the session that was there at first.
    /** @type {SessionContext} */
    const added = { session: () => accessSession(connection) }
    /** @type {Awaited<ReturnType<SessionsHandler>>} */
    let result
    try {
      result = await next({ context: added })
    } catch (error) {
      // Start answers it: what was written before is saved all the same.
      await save(responseHead)
      throw error
    }
    await save(responseHead)
    return result
  }
}

/**
 * @param {Request} request
 * @param {Readonly<Record<string, unknown>>} context
 * @returns {string | null}
 */
function skippedBy(request, context) {
  // What answers a handshake stands before Start, and knows of no middleware.
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return context[SKIP_OPTION] === true ? `its context has the option ${SKIP_OPTION}` : null
}

/**
 * The head of the response to the current request, whichever response that will be: Start puts what it is told here on the one that
 * it makes of an error or of a redirect, too. A header of a response itself would give way to what the application told Start.
 *
 * @type {Message}
 */
const responseHead = {
  get: (name) => getResponseHeader(name) ?? null,
  set(name, value) {
    if (name === 'Vary') {
      // What middlewares before this one add to a response is kept beside what is appended, and not beside what is set.
      appendResponseHeader(name, 'Cookie')
    } else {
      setResponseHeader(name, value)
    }
  },
  getSetCookie: () => getResponseHeaders().getSetCookie(),
  setSetCookie(lines) {
    const present = getResponseHeaders().getSetCookie()
    const kept = present.filter((line) => lines.includes(line))
    // Setting keeps away all that middlewares before this one add: only where the application set a cookie of our name itself.
    if (kept.length < present.length) {
      setResponseHeader('Set-Cookie', kept)
    }
    appendResponseHeader(
      'Set-Cookie',
      lines.filter((line) => !present.includes(line)),
    )
  },
}
