// Express' shape of the session middleware.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connection } from './connection.js'
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { canSendHead, exposeSession } from './node-request.js'
import { loadForResponse } from './node-session.js'
import { createUpgrades, loadHandshake, type SessionUpgrades } from './node-upgrade.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { type BackendOptions, createBackend } from './memcached-backend.js'

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
      loadHandshake(middleware, request).then(() => next(), next)
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
    path: pathOf(request),
    cookieHeader: request.headers.cookie ?? null,
    source: sourceOf(request),
    excluded: skippedBy(response),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/** In a mounted application `url` is what is left of it. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: string }): string {
  return (request.originalUrl ?? request.url)?.split('?')[0] ?? '/'
}

function skippedBy(response: Outgoing): string | null {
  return response.locals?.[SKIP_OPTION] === true ? `response.locals.${SKIP_OPTION} is set` : null
}
