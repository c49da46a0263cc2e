/// <reference path="./hono-types.d.ts" />
// Hono's shape of the session middleware.
import { createMiddleware } from 'hono/factory'
import { SessionMiddleware } from './middleware.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isFromOwnPage, isHandshake, sourceOfRequest } from './web-request.js'
import { SessionSocket } from './websocket.js'
import { createBackend } from './durable-object-backend.js'

/**
 * @import { Context, MiddlewareHandler } from 'hono'
 * @import { Connection, Message } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './durable-object-backend.js'
 */

/** An earlier middleware sets the variable of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** What says something of a body, or of the answer it belongs to, and goes when that goes. */
const OF_THE_ANSWER =
  /^(accept-ranges|cache-control|content-(disposition|encoding|language|length|location|range|type)|etag|expires|last-modified|location|trailer|transfer-encoding)$/

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Puts the caller's session on the context, and saves it once the handler has run: `app.use(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {MiddlewareHandler}
 */
export function sessions(options = {}) {
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

/**
 * @param {Context} c
 * @returns {Connection}
 */
function connectionOf(c) {
  /** @type {Session | null} */
  let session = null
  /** @type {Connection} */
  const connection = {
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

/**
 * @param {Context} c
 * @returns {string | null}
 */
function skippedBy(c) {
  return c.get(SKIP_OPTION) === true ? `the variable ${SKIP_OPTION} is set` : null
}

/**
 * No helper of Hono lets the answer to a handshake take a cookie along: what is written is saved by `save()`.
 *
 * @param {Connection} connection
 * @returns {SessionSocket}
 */
function socketOf(connection) {
  connection.headSent = true
  return new SessionSocket(connection)
}

/**
 * Stands where there is no session: whatever is done with it throws, and says why there is none.
 *
 * @param {Connection} connection
 * @returns {Session}
 */
function noSession(connection) {
  /** @returns {never} */
  const refuse = () => {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return new Proxy(/** @type {Session} */ ({}), {
    get: refuse,
    set: refuse,
    has: refuse,
    deleteProperty: refuse,
    defineProperty: refuse,
    getOwnPropertyDescriptor: refuse,
    ownKeys: refuse,
  })
}

/**
 * @param {Context} c
 * @returns {Message}
 */
function messageOf(c) {
  /**
   * @param {() => void} edit
   * @returns {void}
   */
  const change = (edit) => {
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

/**
 * Takes back the answer of a handler whose session could not be saved: `app.onError` gives another.
 *
 * @param {Context} c
 * @returns {void}
 */
function dropAnswer(c) {
  // Nobody will read the body. One that fails when it hears of that has nobody to tell.
  c.res.body?.cancel().catch(() => {})
  const kept = [...c.res.headers].filter(([name]) => !OF_THE_ANSWER.test(name))
  // Hono takes the headers of one response over into the next, unless there is none.
  c.res = undefined
  c.res = new Response(null, { headers: kept })
  c.status(200)
}
