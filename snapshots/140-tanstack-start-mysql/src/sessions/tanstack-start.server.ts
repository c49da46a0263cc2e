// TanStack Start's shape of the session middleware: what a request middleware does on the server.
import type { RequestServerFn } from '@tanstack/react-start'
import {
  appendResponseHeader,
  getResponseHeader,
  getResponseHeaders,
  setResponseHeader,
} from '@tanstack/react-start/server'
import { accessSession, type Connection, type Message } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { isHandshake } from './web-request.js'
import { type BackendOptions, createBackend } from './mysql-backend.js'

/** An earlier middleware puts true by this name into the context where there is to be no session. */
const SKIP_OPTION = 'skipSession'

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** What server functions, server routes and the middlewares behind find in their context. */
export interface SessionContext {
  /** The caller's session. Call this each time: `regenerate` puts another in its place. */
  readonly session: () => Session
}

/** What `createMiddleware().server` takes: no type of its own middlewares is known here. */
export type SessionsHandler = RequestServerFn<Record<never, never>, undefined, SessionContext>

/**
 * Loads the caller's session before a request is handled, and saves it before the response leaves. In src/start.ts, where no browser
 * gets it: `createMiddleware().server(sessions())`.
 */
export function sessions(options: SessionsOptions = {}): SessionsHandler {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async ({ request, context, next }) => {
    // What middlewares before this one have put there: their types are not known here.
    const before = context as unknown as Readonly<Record<string, unknown>>
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(before, 'session')) {
      return next()
    }
    const connection: Connection = {
      cookieHeader: request.headers.get('Cookie'),
      excluded: skippedBy(request, before),
      session: null,
      accessed: false,
      headSent: false,
    }
    await middleware.load(connection)

    const save = middleware.createSendWrapper(connection)
    // A function, as Start copies what is in a context, and would keep the session that was there at first.
    const added: SessionContext = { session: () => accessSession(connection) }
    let result: Awaited<ReturnType<SessionsHandler>>
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

function skippedBy(request: Request, context: Readonly<Record<string, unknown>>): string | null {
  // What answers a handshake stands before Start, and knows of no middleware.
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return context[SKIP_OPTION] === true ? `its context has the option ${SKIP_OPTION}` : null
}

/**
 * The head of the response to the current request, whichever response that will be: Start puts what it is told here on the one that
 * it makes of an error or of a redirect, too. A header of a response itself would give way to what the application told Start.
 */
const responseHead: Message = {
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
