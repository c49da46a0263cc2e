// The connection of a request of Fastify, and what handlers see of it.
import { accessSession } from './connection.js'
import { isHandshake } from './node-request.js'
import { SessionNotInstalledError } from './session-errors.js'
import { SessionSocket } from './websocket.js'

/**
 * @import { FastifyRequest } from 'fastify'
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 */

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'skipSession'

/**
 * Before its session is loaded.
 *
 * @param {FastifyRequest} request
 * @returns {Connection}
 */
export function connectionOf(request) {
  return {
    scope: isHandshake(request.raw) ? 'websocket' : 'http',
    path: request.originalUrl.split('?')[0] ?? '/',
    cookieHeader: request.headers.cookie ?? null,
    // Fastify decides, by its option `trustProxy`.
    secure: request.protocol === 'https',
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
 * What `request.session` is.
 *
 * @param {Connection | undefined} connection
 * @returns {Session}
 */
export function sessionOf(connection) {
  if (connection === undefined) {
    throw new SessionNotInstalledError('its hook has not run')
  }
  return accessSession(connection)
}

/**
 * What `request.sessionSocket` is.
 *
 * @param {Connection | undefined} connection
 * @returns {SessionSocket}
 */
export function socketOf(connection) {
  if (connection?.scope !== 'websocket') {
    throw new SessionNotInstalledError('it is no WebSocket handshake')
  }
  return new SessionSocket(connection)
}
