// Hono's shape of the session middleware.
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Connection, Message } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import type { Session } from './session.ts'
import type { SessionBackend } from './session-backend.ts'
import { SessionNotInstalledError } from './session-errors.ts'
import { isFromOwnPage, isHandshake, sourceOfRequest } from './web-request.ts'
import { SessionSocket } from './websocket.ts'
import { type BackendOptions, createBackend } from './cloudflare-d1-backend.ts'

/** An earlier middleware sets the variable of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** What says something of a body, or of the answer it belongs to, and goes when that goes. */
const OF_THE_ANSWER =
  /^(accept-ranges|cache-control|content-(disposition|encoding|language|length|location|range|type)|etag|expires|last-modified|location|trailer|transfer-encoding)$/

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    session: Session
    /**
     * In a WebSocket handshake: the session for as long as the socket is open. `onOpen` calls
     * `closeWhenEnded((code, reason) => ws.close(code, reason))`, and `onClose` what that returns.
     */
    sessionSocket: SessionSocket
    /** True where there is to be no session. */
    skipSession?: boolean
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
    if (isHandshake(c.req.raw) && !isFromOwnPage(c.req.raw)) {
      return c.text('A page of this origin may not open a WebSocket here', 403)
    }
    const connection = connectionOf(c)
    await middleware.load(connection)
    if (connection.session === null) {
      return next()
    }
    if (connection.scope === 'websocket') {
      c.set('sessionSocket', socketOf(connection))
      return next()
    }

    // Hono answers an error of the handler, and does not throw it on: what was written before it is saved all the same.
    await next()

    try {
      await middleware.createSendWrapper(connection)(messageOf(c))
    } catch (error) {
      dropAnswer(c)
      throw error
    }
  })
}

function connectionOf(c: Context): Connection {
  let session: Session | null = null
  const connection: Connection = {
    scope: isHandshake(c.req.raw) ? 'websocket' : 'http',
    cookieHeader: c.req.header('Cookie') ?? null,
    source: sourceOfRequest(c.req.raw),
    excluded: skippedBy(c),
    get session() {
      return session
    },
    // Once it is loaded, and when `regenerate` puts another in its place.
    set session(next) {
      session = next
      c.set('session', next ?? noSession(connection))
    },
    // Nothing tells whether a handler looks at a variable: each response may depend on it.
    accessed: true,
    headSent: false,
  }
  // Whoever looks before it is loaded learns why there is none.
  connection.session = null
  return connection
}

function skippedBy(c: Context): string | null {
  return c.get(SKIP_OPTION) === true ? `the variable ${SKIP_OPTION} is set` : null
}

/** No helper of Hono lets the answer to a handshake take a cookie along: what is written is saved by `save()`. */
function socketOf(connection: Connection): SessionSocket {
  connection.headSent = true
  return new SessionSocket(connection)
}

/** Stands where there is no session: whatever is done with it throws, and says why there is none. */
function noSession(connection: Connection): Session {
  const refuse = (): never => {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return new Proxy({} as Session, {
    get: refuse,
    set: refuse,
    has: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
    getOwnPropertyDescriptor: refuse,
    ownKeys: refuse,
  })
}

function messageOf(c: Context): Message {
  const change = (edit: () => void): void => {
    try {
      edit()
    } catch {
      // The headers of a response that came from `fetch` can't be changed: those of a copy can.
      const { status, statusText, headers, body } = c.res
      c.res = new Response(body, { status, statusText, headers: new Headers(headers) })
      edit()
    }
  }
  return {
    get: (name) => c.res.headers.get(name),
    set: (name, value) => change(() => c.res.headers.set(name, value)),
    getSetCookie: () => c.res.headers.getSetCookie(),
    // `c.header` makes a new response each time. Those of @hono/node-server before version 2 forget other changes when a
    // middleware copies them.
    setSetCookie: (lines) =>
      change(() => {
        c.header('Set-Cookie', undefined)
        lines.forEach((line) => c.header('Set-Cookie', line, { append: true }))
      }),
  }
}

/** Takes back the answer of a handler whose session could not be saved: `app.onError` gives another. */
function dropAnswer(c: Context): void {
  // Nobody will read the body. One that fails when it hears of that has nobody to tell.
  c.res.body?.cancel().catch(() => {})
  const kept = [...c.res.headers].filter(([name]) => !OF_THE_ANSWER.test(name))
  // Hono takes the headers of one response over into the next, unless there is none.
  c.res = undefined
  c.res = new Response(null, { headers: kept })
  c.status(200)
}
