/// <reference path="./express-types.d.ts" />
// Express' shape of the session middleware.
import { accessSession } from './connection.js'
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { loadForResponse } from './node-session.js'
import { connectionOfHandshake, createUpgrades } from './node-upgrade.js'
import { isOriginAllowed } from './websocket.js'
import { createBackend } from './postgres-backend.js'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Connection } from './connection.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './postgres-backend.js'
 */

/** An earlier middleware sets `response.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/** @typedef {ServerResponse & { readonly locals?: Readonly<Record<string, unknown>> }} Outgoing */

/** @typedef {{ (request: IncomingMessage, response: Outgoing, next: (error?: unknown) => void): void; readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies'] }} SessionsMiddleware */

/**
 * Puts the caller's session on the request, and saves it before the head of the response leaves: `app.use(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsMiddleware}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @param {IncomingMessage} request
   * @param {Outgoing} response
   * @param {(error?: unknown) => void} next
   * @returns {void}
   */
  const handle = (request, response, next) => {
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

/**
 * @param {IncomingMessage} request
 * @param {Outgoing} response
 * @returns {Connection}
 */
function connectionOf(request, response) {
  return {
    scope: 'http',
    cookieHeader: request.headers.cookie ?? null,
    source: sourceOf(request),
    excluded: skippedBy(response),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {Outgoing} response
 * @returns {string | null}
 */
function skippedBy(response) {
  return response.locals?.[SKIP_OPTION] === true ? `response.locals.${SKIP_OPTION} is set` : null
}

/**
 * A handshake that runs through middlewares comes with something in the place of a response.
 *
 * @param {Outgoing} response
 * @returns {boolean}
 */
function canSendHead(response) {
  return typeof response.flushHeaders === 'function'
}

/**
 * The session of a handshake that runs through middlewares, as those of socket.io do. No head takes a cookie along: what is
 * written is saved by `save()`.
 *
 * @param {SessionMiddleware} middleware
 * @param {IncomingMessage} request
 * @param {(error?: unknown) => void} next
 * @returns {void}
 */
function loadHandshake(middleware, request, next) {
  const isAllowed = isOriginAllowed(request.headers.origin ?? null)
  // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
  const cookieHeader = isAllowed ? (request.headers.cookie ?? null) : null
  const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
  exposeSession(request, connection)
  middleware
    .load(connection)
    .then(() => next(isAllowed ? undefined : new Error('A page of this origin may not open a WebSocket here')), next)
}

/**
 * @param {IncomingMessage} request
 * @param {Connection} connection
 * @returns {void}
 */
function exposeSession(request, connection) {
  Object.defineProperty(request, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}
