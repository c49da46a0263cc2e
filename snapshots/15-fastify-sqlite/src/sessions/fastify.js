/// <reference path="./fastify-types.d.ts" />
// Fastify's shape of the session middleware.
import { SessionMiddleware } from './middleware.js'
import { loadHandshakes } from './node-handshake.js'
import { HEADERS_OF_THE_ANSWER } from './node-head.js'
import { loadForResponse } from './node-session.js'
import { createUpgrades, FOREIGN_ORIGIN } from './node-upgrade.js'
import { isOriginAllowed } from './websocket.js'
import { createBackend } from './sqlite-backend.js'
import { connectionOf, sessionOf, socketOf } from './fastify-connection.js'
import { addCookiesToHandshakes, closeAfterResponse } from './fastify-sockets.js'

/**
 * @import { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
 * @import { Connection } from './connection.js'
 * @import { HandshakeMiddleware } from './node-handshake.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './sqlite-backend.js'
 */

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Where a request keeps its connection.
 *
 * @type {unique symbol}
 */
const CONNECTION = Symbol('connection')

/** @typedef {FastifyRequest & { [CONNECTION]?: Connection }} Incoming */

/**
 * Fastify gives a plugin a scope of its own, unless it has this property: the hook is for the scope that registers it.
 *
 * @type {unique symbol}
 */
const SKIP_OVERRIDE = Symbol.for('skip-override')

/** @typedef {FastifyPluginAsync & { readonly [SKIP_OVERRIDE]: boolean; readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies']; readonly handshake: HandshakeMiddleware }} SessionsPlugin */

/**
 * Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsPlugin}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  const upgrades = createUpgrades(middleware)

  /**
   * @param {Incoming} request
   * @param {FastifyReply} reply
   * @returns {Promise<void>}
   */
  const load = async (request, reply) => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (request[CONNECTION] !== undefined) {
      return
    }
    const connection = connectionOf(request)
    request[CONNECTION] = connection
    if (connection.scope === 'websocket') {
      closeAfterResponse(reply)
      if (isOriginAllowed(request.headers.origin ?? null, request.host)) {
        await upgrades.load(request.raw, connection)
      } else {
        await reply.code(403).send(FOREIGN_ORIGIN)
      }
      return
    }
    // The response itself is held. `onSend` does not see what `reply.raw` sends, nor the headers of a Response as a payload,
    // and it is over before a stream fails that has sent nothing.
    await loadForResponse(middleware, connection, reply.raw, (error) => failReply(reply, error))
  }

  /** @type {FastifyPluginAsync} */
  const plugin = async (app) => {
    app.decorateRequest('session', {
      getter() {
        return sessionOf(/** @type {Incoming} */ (this)[CONNECTION])
      },
      setter() {
        throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
      },
    })
    app.decorateRequest('sessionSocket', {
      getter() {
        return socketOf(/** @type {Incoming} */ (this)[CONNECTION])
      },
    })
    addCookiesToHandshakes(app, upgrades)
    app.addHook('onRequest', load)
  }

  return Object.assign(plugin, {
    [SKIP_OVERRIDE]: true,
    upgrade: upgrades.upgrade,
    addCookies: upgrades.addCookies,
    handshake: loadHandshakes(middleware),
  })
}

/**
 * Gives an answer that could not go out back to Fastify, whose error handler gives another.
 *
 * @param {FastifyReply} reply
 * @param {unknown} reason
 * @returns {void}
 */
function failReply(reply, reason) {
  // Fastify would send what is no error as a body.
  /** @type {Error & { statusCode?: number }} */
  const error = reason instanceof Error ? reason : new Error('The session could not be saved', { cause: reason })
  if (reply.sent) {
    // Who hijacked the reply took it from every error handler.
    reply.log.error(error)
    reply.raw.writeHead(error.statusCode ?? 500).end()
  } else {
    HEADERS_OF_THE_ANSWER.filter((name) => reply.hasHeader(name)).forEach((name) => reply.removeHeader(name))
    reply.send(error)
  }
}
