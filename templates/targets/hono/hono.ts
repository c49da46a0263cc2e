// Hono's shape of the session middleware.
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Connection, Message } from '../../runtime/connection.ts'
import { SessionMiddleware } from '../../runtime/middleware.ts'
import { closeAfterHead, type Session } from '../../runtime/session.ts'
import type { SessionBackend } from '../../runtime/session-backend.ts'
import { SessionNotInstalledError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { isOriginAllowed, SessionSocket } from '../../runtime/websocket.ts'
import { type BackendOptions, createBackend } from '../../slots/backend.ts'

/** An earlier middleware sets the variable of this name to true where there is to be no session. */
const SKIP_OPTION = spec.excludeOptKey

/** What says something of a body, or of the answer it belongs to, and goes when that goes. */
const OF_THE_ANSWER =
  /^(accept-ranges|cache-control|content-(disposition|encoding|language|length|location|range|type)|etag|expires|last-modified|location|trailer|transfer-encoding)$/

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    session: Session
    // @when spec.websocket
    /** In a WebSocket handshake: the session for as long as the socket is open. */
    sessionSocket: SessionSocket
    /** True where there is to be no session. */
    [spec.excludeOptKey]?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Puts the caller's session on the context, and saves it once the handler has run: `app.use(sessions())`. */
export function sessions(options: SessionsOptions = {}): MiddlewareHandler {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return createMiddleware(async (c, next) => {
    // A second copy of the middleware leaves the session to the first.
    if (c.get('session') !== undefined) {
      return next()
    }
    if (spec.websocket) {
      if (isHandshake(c) && !isOriginAllowed(c.req.header('Origin') ?? null, c.req.header('Host') ?? null)) {
        return c.text('A page of this origin may not open a WebSocket here', 403)
      }
    }
    const connection = connectionOf(c)
    await middleware.load(connection)
    if (connection.session === null) {
      c.set('session', noSession(connection.excluded))
      return next()
    }
    if (spec.websocket) {
      if (connection.scope === 'websocket') {
        c.set('sessionSocket', socketOf(connection, connection.session))
        return next()
      }
    }

    // An error of the handler is in `c.error` afterwards, and answered: what was written before it is saved all the same.
    await next()

    try {
      await middleware.createSendWrapper(connection)(messageOf(c))
    } catch (error) {
      dropAnswer(c)
      throw error
    }
  })
}
