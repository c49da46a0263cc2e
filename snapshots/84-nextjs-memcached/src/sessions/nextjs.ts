// Sessions of Next.js: Server Components read them, Route Handlers and Server Functions write to them, the proxy renews them.
import { AsyncLocalStorage } from 'node:async_hooks'
import { accessSession, type Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import type { SessionBackend } from './session-backend.js'
import { type BackendOptions, createBackend } from './memcached-backend.js'
import { handlersWith, type RouteHandler } from './nextjs-handlers.js'
import { functionsWith, type ServerFunction } from './nextjs-functions.js'
import { type GetSession, readerWith } from './nextjs-reader.js'
import { renewalWith, type RenewSession } from './nextjs-proxy.js'

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

export interface NextSessions {
  readonly getSession: GetSession
  /** Makes a Route Handler out of one that uses the session. */
  readonly routeHandler: RouteHandler
  /** Makes a Server Function out of one whose first parameter is the session. */
  readonly serverFunction: ServerFunction
  /** For `proxy.ts`: moves the deadline of a session in use, which pages can't. */
  readonly renewSession: RenewSession
}

/** What all files of the application share: call it once, and export what it returns. */
export function sessions(options: SessionsOptions = {}): NextSessions {
  let middleware: SessionMiddleware | null = null
  // Not before the first request: `next build` runs this module too, where no secret and no store need be.
  const open = (): SessionMiddleware =>
    (middleware ??= new SessionMiddleware(options.backend ?? createBackend(options)))
  const running = new AsyncLocalStorage<Connection>()
  const read = readerWith(open)

  return {
    async getSession() {
      const connection = running.getStore()
      return connection === undefined ? read() : accessSession(connection)
    },
    routeHandler: handlersWith(open, running),
    serverFunction: functionsWith(open, running),
    renewSession: renewalWith(open),
  }
}
