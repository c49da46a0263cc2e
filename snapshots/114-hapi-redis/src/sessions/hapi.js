/// <reference path="./hapi-types.d.ts" />
// hapi's shape of the session middleware.
import { SessionMiddleware } from './middleware.js'
import { loadHandshakes } from './node-handshake.js'
import { holdHead } from './node-head.js'
import { exposeSession } from './node-request.js'
import { reportLateWrite } from './node-session.js'
import { createUpgrades } from './node-upgrade.js'
import { stateOf } from './session.js'
import { createBackend } from './redis-backend.js'
import { connectionOf } from './hapi-connection.js'
import { answerBare, answerInstead, giveStatus } from './hapi-errors.js'

/**
 * @import { NamedPlugin, Request, ResponseObject, ResponseToolkit } from '@hapi/hapi'
 * @import { Connection } from './connection.js'
 * @import { HandshakeMiddleware } from './node-handshake.js'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/** @typedef {NamedPlugin<object> & { readonly upgrade: SessionUpgrades['upgrade']; readonly addCookies: SessionUpgrades['addCookies']; readonly handshake: HandshakeMiddleware }} SessionsPlugin */

/**
 * Puts the caller's session on the request, and saves it before the head of the response leaves: `server.register(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsPlugin}
 */
export function sessions(options = {}) {
  const backend = options.backend ?? createBackend(options)
  const middleware = new SessionMiddleware(backend)
  /** @type {WeakMap<Request, Connection>} */
  const connections = new WeakMap()
  /**
   * Whose session could not be saved. An answer to that error goes out without it.
   *
   * @type {WeakSet<Connection>}
   */
  const failed = new WeakSet()

  /**
   * @param {Request} request
   * @returns {Promise<void>}
   */
  const load = async (request) => {
    const connection = connectionOf(request)
    connections.set(request, connection)
    exposeSession(request, connection)
    await middleware.load(connection)
    if (connection.session !== null) {
      const save = middleware.createSendWrapper(connection)
      const { res } = request.raw
      // The response itself is held: an answer can be another until then, and some go past hapi, to `request.raw.res`.
      holdHead(
        res,
        (message) => (failed.has(connection) ? null : save(message)),
        (error) => answerBare(request, error),
      )
      res.once('close', () => reportLateWrite(connection))
    }
  }

  /**
   * @param {Request} request
   * @param {ResponseToolkit} h
   * @returns {Promise<symbol>}
   */
  const loadFirst = async (request, h) => {
    await load(request)
    return h.continue
  }

  /**
   * What cannot be saved is an error now, as long as extensions of `onPreResponse` can answer it.
   *
   * @param {Request} request
   * @param {ResponseToolkit} h
   * @returns {Promise<symbol>}
   */
  const saveEarly = async (request, h) => {
    const connection = connections.get(request)
    if (connection !== undefined && connection.session !== null) {
      try {
        await settle(backend, connection, connection.session)
      } catch (error) {
        failed.add(connection)
        throw error
      }
    }
    return h.continue
  }

  /**
   * Where there is no route, and where something answered before `onPreAuth`: who writes the page may look at the session.
   *
   * @param {Request} request
   * @param {ResponseToolkit} h
   * @returns {Promise<symbol | ResponseObject>}
   */
  const loadLate = async (request, h) => {
    if (!connections.has(request)) {
      try {
        await load(request)
      } catch (error) {
        return answerInstead(h, error)
      }
    }
    giveStatus(request.response)
    return h.continue
  }

  /** @type {NamedPlugin<object>} */
  const plugin = {
    name: 'session',
    register(server) {
      server.ext('onPreAuth', loadFirst)
      server.ext('onPostHandler', saveEarly)
      server.ext('onPreResponse', loadLate)
    },
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  return Object.assign(plugin, { upgrade, addCookies, handshake: loadHandshakes(middleware) })
}

/**
 * Saves what was written so far, and leaves the session open for more.
 *
 * @param {SessionBackend} backend
 * @param {Connection} connection
 * @param {Session} loaded
 * @returns {Promise<void>}
 */
async function settle(backend, connection, loaded) {
  // A handler may answer while its `regenerate` or `destroy` is still under way.
  await stateOf(loaded).turn
  const session = connection.session ?? loaded
  if (!backend.isIdle(session)) {
    await (stateOf(session).ended ?? backend.save(session))
  }
}
