/// <reference path="./express-types.d.ts" />
// Express' shape of the session middleware.
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { canSendHead, exposeSession } from './node-request.js'
import { loadForResponse } from './node-session.js'
import { createUpgrades, loadHandshake } from './node-upgrade.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Connection } from './connection.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
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
    secure: isSecure(request),
    excluded: skippedBy(response),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * Express decides, by its setting `trust proxy`; other servers that run middlewares of this shape have none.
 *
 * @param {IncomingMessage & { readonly secure?: boolean }} request
 * @returns {boolean}
 */
function isSecure(request) {
  return request.secure ?? 'encrypted' in request.socket
}

/**
 * @param {Outgoing} response
 * @returns {string | null}
 */
function skippedBy(response) {
  return response.locals?.[SKIP_OPTION] === true ? `response.locals.${SKIP_OPTION} is set` : null
}
