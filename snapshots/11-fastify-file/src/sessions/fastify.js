/// <reference path="./fastify-types.d.ts" />
// Fastify's shape of the session middleware.
import { SessionMiddleware } from './middleware.js'
import { loadHandshakes } from './node-handshake.js'
import { createUpgrades, FOREIGN_ORIGIN } from './node-upgrade.js'
import { isOriginAllowed } from './websocket.js'
import { createBackend } from './file-backend.js'
import { connectionOf, sessionOf, socketOf } from './fastify-connection.js'
import { addCookiesToHandshakes, closeAfterResponse } from './fastify-sockets.js'

/**
 * @import { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
 * @import { Connection } from './connection.js'
 * @import { HandshakeMiddleware } from './node-handshake.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './file-backend.js'
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
      if (isOriginAllowed(request.headers.origin ?? null)) {
        await upgrades.load(request.raw, connection)
      } else {
        await reply.code(403).send(FOREIGN_ORIGIN)
      }
      return
    }
    await middleware.load(connection)
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
