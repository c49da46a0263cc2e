/// <reference path="./fastify-types.d.ts" />
// Fastify's shape of the session middleware.
import { SessionMiddleware } from './middleware.js'
import { HEADERS_OF_THE_ANSWER, holdHead } from './node-head.js'
import { connectionOfHandshake, createUpgrades } from './node-upgrade.js'
import { warnOfLateWrite } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isOriginAllowed, SessionSocket } from './websocket.js'
import { createBackend } from './file-backend.js'

/**
 * @import { EventEmitter } from 'node:events'
 * @import { IncomingMessage } from 'node:http'
 * @import { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
 * @import { Connection } from './connection.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './file-backend.js'
 */

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'anonymous'

const FOREIGN_ORIGIN = 'A page of this origin may not open a WebSocket here'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/** @typedef {FastifyPluginAsync & { readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies']; readonly handshake: (request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void }} SessionsPlugin */

/**
 * Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsPlugin}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  const upgrades = createUpgrades(middleware)
  /** @type {WeakMap<FastifyRequest, Connection>} */
  const connections = new WeakMap()

  /**
   * @param {FastifyRequest} request
   * @param {FastifyReply} reply
   * @returns {Promise<unknown>}
   */
  const load = async (request, reply) => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (connections.has(request)) {
      return
    }
    const connection = connectionOf(request)
    connections.set(request, connection)
    if (connection.scope === 'websocket') {
      closeAfterResponse(reply)
      return isOriginAllowed(request.headers.origin ?? null)
        ? upgrades.load(request.raw, connection)
        : reply.code(403).send(FOREIGN_ORIGIN)
    }
    await middleware.load(connection)
    if (connection.session !== null) {
      // By the response itself. `onSend` does not see what `reply.raw` sends, nor the headers of a Response as a payload,
      // and it is over before a stream fails that has sent nothing.
      holdHead(reply.raw, middleware.createSendWrapper(connection), (error) => failReply(reply, error))
      reply.raw.once('close', () => reportLateWrite(connection))
    }
  }

  /** @type {FastifyPluginAsync} */
  const plugin = async (app) => {
    app.decorateRequest('session', {
      getter() {
        return sessionOf(connections.get(this))
      },
      setter() {
        throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
      },
    })
    app.decorateRequest('sessionSocket', {
      getter() {
        return socketOf(connections.get(this))
      },
    })
    addCookiesToHandshakes(app, upgrades)
    app.addHook('onRequest', load)
  }

  return Object.assign(plugin, {
    // The hook is for the scope that registers the plugin, not for a scope of its own.
    [Symbol.for('skip-override')]: true,
    upgrade: upgrades.upgrade,
    addCookies: upgrades.addCookies,
    handshake: loadHandshakes(middleware),
  })
}

/**
 * @param {FastifyRequest} request
 * @returns {Connection}
 */
function connectionOf(request) {
  return {
    scope: isHandshake(request.raw) ? 'websocket' : 'http',
    path: request.originalUrl.split('?')[0] ?? '/',
    cookieHeader: request.headers.cookie ?? null,
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {FastifyRequest} request
 * @returns {string | null}
 */
function skippedBy(request) {
  return request.routeOptions.config[SKIP_OPTION] === true ? `the config of its route sets ${SKIP_OPTION}` : null
}

/**
 * A WebSocket handshake (RFC 6455, 4.1).
 *
 * @param {IncomingMessage} options
 * @returns {boolean}
 */
function isHandshake({ method, headers }) {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * @param {Connection | undefined} connection
 * @returns {Session}
 */
function sessionOf(connection) {
  if (connection === undefined) {
    throw new SessionNotInstalledError('its hook has not run')
  }
  connection.accessed = true
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return connection.session
}

/**
 * @param {Connection | undefined} connection
 * @returns {SessionSocket}
 */
function socketOf(connection) {
  if (connection?.scope !== 'websocket') {
    throw new SessionNotInstalledError('it is no WebSocket handshake')
  }
  return new SessionSocket(connection)
}

/**
 * Gives an answer that could not go out back to Fastify, whose error handler gives another.
 *
 * @param {FastifyReply} reply
 * @param {unknown} error
 * @returns {void}
 */
function failReply(reply, error) {
  if (reply.sent) {
    // Who hijacked the reply took it from every error handler.
    reply.log.error(error)
    const { statusCode = 500 } = /** @type {{ statusCode?: number }} */ (error)
    reply.raw.writeHead(statusCode).end()
    return
  }
  HEADERS_OF_THE_ANSWER.filter((name) => reply.hasHeader(name)).forEach((name) => reply.removeHeader(name))
  // What is no error would be sent as a body.
  reply.send(error instanceof Error ? error : new Error('The session could not be saved', { cause: error }))
}

/**
 * @param {Connection} connection
 * @returns {void}
 */
function reportLateWrite(connection) {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}

/**
 * A handshake that is refused by a response leaves a socket that nobody else closes.
 *
 * @param {FastifyReply} reply
 * @returns {void}
 */
function closeAfterResponse(reply) {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/**
 * The server of @fastify/websocket answers handshakes by itself.
 *
 * @param {FastifyInstance} app
 * @param {SessionUpgrades} upgrades
 * @returns {void}
 */
function addCookiesToHandshakes(app, upgrades) {
  app.addHook('onReady', async () => {
    const { websocketServer } = /** @type {{ websocketServer?: EventEmitter }} */ (app)
    websocketServer?.on('headers', upgrades.addCookies)
  })
}

/**
 * Loads sessions of handshakes, whose head takes no cookie along: what is written is saved by `save()`.
 *
 * @param {SessionMiddleware} middleware
 * @returns {SessionsPlugin['handshake']}
 */
function loadHandshakes(middleware) {
  return (request, _response, next) => {
    const { origin = null, host = null, cookie = null } = request.headers
    // A request of the polling transport is none of WebSocket: browsers leave its origin out where it is their page's own.
    const isAllowed = (origin === null && !isHandshake(request)) || isOriginAllowed(origin)
    // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
    const cookieHeader = isAllowed ? cookie : null
    const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
    Object.defineProperty(request, 'session', { get: () => sessionOf(connection) })
    middleware.load(connection).then(() => next(isAllowed ? undefined : new Error(FOREIGN_ORIGIN)), next)
  }
}
