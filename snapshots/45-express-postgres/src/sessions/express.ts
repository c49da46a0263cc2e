// Express' shape of the session middleware.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { accessSession, type Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { loadForResponse } from './node-session.js'
import { connectionOfHandshake, createUpgrades, type SessionUpgrades } from './node-upgrade.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { isOriginAllowed } from './websocket.js'
import { type BackendOptions, createBackend } from './postgres-backend.js'

/** An earlier middleware sets `response.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare global {
  namespace Express {
    interface Request {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly session: Session
    }
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

type Outgoing = ServerResponse & { readonly locals?: Readonly<Record<string, unknown>> }

interface SessionsMiddleware {
  (request: IncomingMessage, response: Outgoing, next: (error?: unknown) => void): void
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.use(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsMiddleware {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const handle = (request: IncomingMessage, response: Outgoing, next: (error?: unknown) => void): void => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(request, 'session')) {
      next()
      return
    }
    if (!canSendHead(response)) {
      loadHandshake(middleware, request, next)
      return
    }
    const connection = connectionOf(request, response)
    exposeSession(request, connection)
    loadForResponse(middleware, connection, response, next).then(() => next(), next)
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  handle.upgrade = upgrade
  handle.addCookies = addCookies
  return handle
}

function connectionOf(request: IncomingMessage, response: Outgoing): Connection {
  return {
    scope: 'http',
    cookieHeader: request.headers.cookie ?? null,
    excluded: skippedBy(response),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(response: Outgoing): string | null {
  return response.locals?.[SKIP_OPTION] === true ? `response.locals.${SKIP_OPTION} is set` : null
}

/** A handshake that runs through middlewares comes with something in the place of a response. */
function canSendHead(response: Outgoing): boolean {
  return typeof response.flushHeaders === 'function'
}

/**
 * The session of a handshake that runs through middlewares, as those of socket.io do. No head takes a cookie along: what is
 * written is saved by `save()`.
 */
function loadHandshake(middleware: SessionMiddleware, request: IncomingMessage, next: (error?: unknown) => void): void {
  const isAllowed = isOriginAllowed(request.headers.origin ?? null, request.headers.host ?? null)
  // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
  const cookieHeader = isAllowed ? (request.headers.cookie ?? null) : null
  const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
  exposeSession(request, connection)
  middleware
    .load(connection)
    .then(() => next(isAllowed ? undefined : new Error('A page of this origin may not open a WebSocket here')), next)
}

function exposeSession(request: IncomingMessage, connection: Connection): void {
  Object.defineProperty(request, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}
