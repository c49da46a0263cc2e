// Express' shape of the session middleware.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connection } from '../../runtime/connection.ts'
import { sourceOf } from '../../runtime/csrf.ts'
import { SessionMiddleware } from '../../runtime/middleware.ts'
import { canSendHead, exposeSession } from '../../runtime/node-request.ts'
import { loadForResponse } from '../../runtime/node-session.ts'
import { createUpgrades, loadHandshake, type SessionUpgrades } from '../../runtime/node-upgrade.ts'
import type { Session } from '../../runtime/session.ts'
import type { SessionBackend } from '../../runtime/session-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { type BackendOptions, createBackend } from '../../slots/backend.ts'

/** An earlier middleware sets `response.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = spec.excludeOptKey

declare global {
  namespace Express {
    interface Request {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly [spec.property]: Session
    }
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

type Outgoing = ServerResponse & { readonly locals?: Readonly<Record<string, unknown>> }

export interface SessionsMiddleware {
  (request: IncomingMessage, response: Outgoing, next: (error?: unknown) => void): void
  // @when spec.websocket
  readonly upgrade: SessionUpgrades['upgrade']
  // @when spec.websocket
  readonly addCookies: SessionUpgrades['addCookies']
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.use(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsMiddleware {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const handle = (request: IncomingMessage, response: Outgoing, next: (error?: unknown) => void): void => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(request, spec.property)) {
      next()
      return
    }
    if (spec.websocket) {
      if (!canSendHead(response)) {
        loadHandshake(middleware, request).then(() => next(), next)
        return
      }
    }
    const connection = connectionOf(request, response)
    exposeSession(request, connection)
    loadForResponse(middleware, connection, response, next).then(() => next(), next)
  }

  // @when spec.websocket
  const { upgrade, addCookies } = createUpgrades(middleware)
  // @when spec.websocket
  handle.upgrade = upgrade
  // @when spec.websocket
  handle.addCookies = addCookies
  return handle
}

function connectionOf(request: IncomingMessage, response: Outgoing): Connection {
  return {
    // @when spec.websocket
    scope: 'http',
    // @when spec.excludes
    path: pathOf(request),
    cookieHeader: request.headers.cookie ?? null,
    // @when spec.csrf
    source: sourceOf(request),
    // @when spec.secure === 'auto'
    secure: isSecure(request),
    excluded: skippedBy(response),
    session: null,
    accessed: false,
    headSent: false,
  }
}

// @when spec.excludes
/** In a mounted application `url` is what is left of it. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return (request.originalUrl ?? request.url)?.split('?')[0] ?? '/'
}

// @when spec.secure === 'auto'
/** Express decides, by its setting `trust proxy`; other servers that run middlewares of this shape have none. */
function isSecure(request: IncomingMessage & { readonly secure?: boolean }): boolean {
  return request.secure ?? 'encrypted' in request.socket
}

function skippedBy(response: Outgoing): string | null {
  if (!spec.websocket) {
    if (!canSendHead(response)) {
      return 'only HTTP connections have one'
    }
  }
  return response.locals?.[SKIP_OPTION] === true ? `response.locals.${SKIP_OPTION} is set` : null
}
