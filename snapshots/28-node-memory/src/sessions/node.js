/// <reference path="./node-types.d.ts" />
// The session middleware for Node's own servers: node:http, node:https, and the compatibility API of node:http2.
import { STATUS_CODES } from 'node:http'
import { SessionMiddleware } from './middleware.js'
import { HEADERS_OF_THE_ANSWER } from './node-head.js'
import { canSendHead, exposeSession } from './node-request.js'
import { loadForResponse } from './node-session.js'
import { createUpgrades, loadHandshake } from './node-upgrade.js'
import { createBackend } from './memory-backend.js'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
 * @import { Connection } from './connection.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './memory-backend.js'
 */

/** An earlier listener sets the request's member of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/** @typedef {IncomingMessage | Http2ServerRequest} Incoming */
/** @typedef {ServerResponse | Http2ServerResponse} Outgoing */

/** @typedef {{ <Request extends Incoming = IncomingMessage, Response extends Outgoing = ServerResponse>(handle: (request: Request, response: Response) => unknown, onError?: (error: unknown, request: Request, response: Response) => unknown): (request: Request, response: Response) => void; readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies'] }} SessionsListener */

/**
 * Puts the caller's session on the request, and saves it before the head of the response leaves: `createServer(sessions()(handle))`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsListener}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @param {Incoming} request
   * @param {Outgoing} response
   * @param {(error: unknown) => void} fail
   * @returns {Promise<void>}
   */
  const load = async (request, response, fail) => {
    if (!canSendHead(response)) {
      await loadHandshake(middleware, /** @type {IncomingMessage} */ (request))
      return
    }
    const connection = connectionOf(request)
    exposeSession(request, connection)
    await loadForResponse(middleware, connection, withoutVersion(response), fail)
  }

  /**
   * @template {Incoming} Request
   * @template {Outgoing} Response
   * @param {(request: Request, response: Response) => unknown} handle
   * @param {(error: unknown, request: Request, response: Response) => unknown} [onError]
   * @returns {((request: Request, response: Response) => unknown)}
   */
  const listen = (handle, onError = answerError) => {
    return (request, response) => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (Object.hasOwn(request, 'session')) {
        return handle(request, response)
      }
      /**
       * @param {unknown} error
       * @returns {unknown}
       */
      const fail = (error) => onError(error, request, response)
      return load(request, response, fail)
        .then(() => handle(request, response))
        .catch(fail)
    }
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  listen.upgrade = upgrade
  listen.addCookies = addCookies
  return listen
}

/**
 * @param {Incoming} request
 * @returns {Connection}
 */
function connectionOf(request) {
  return {
    scope: 'http',
    cookieHeader: request.headers.cookie ?? null,
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {Incoming} request
 * @returns {string | null}
 */
function skippedBy(request) {
  return request[SKIP_OPTION] === true ? `request.${SKIP_OPTION} is set` : null
}

/**
 * The compatibility API of HTTP/2 has all members of a response that are used here.
 *
 * @param {Outgoing} response
 * @returns {ServerResponse}
 */
function withoutVersion(response) {
  return /** @type {ServerResponse} */ (response)
}

/**
 * Where the application does not answer errors by itself. All that a caller gets to know of one is its status.
 *
 * @param {unknown} error
 * @param {Incoming} request
 * @param {Outgoing} response
 * @returns {void}
 */
function answerError(error, request, response) {
  const status = statusOf(error)
  if (status >= 500) {
    console.error(error)
  }
  if (!canSendHead(response)) {
    // Nothing else would ever answer such a handshake.
    request.destroy()
  } else if (!response.headersSent) {
    HEADERS_OF_THE_ANSWER.filter((name) => response.hasHeader(name)).forEach((name) => response.removeHeader(name))
    withoutVersion(response).writeHead(status, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[status])
  } else if (!response.writableEnded) {
    // What ends here must not pass for the whole answer.
    response.destroy()
  }
}

/**
 * 403 of a request that another site sent, 503 of a store that does not answer, and so on.
 *
 * @param {unknown} error
 * @returns {number}
 */
function statusOf(error) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
