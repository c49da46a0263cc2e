// The connection of a request of Fastify, and what handlers see of it.
import type { FastifyRequest } from 'fastify'
import { accessSession, type Connection } from './connection.js'
import { sourceOf } from './csrf.js'
import { isHandshake } from './node-request.js'
import type { Session } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'
import { SessionSocket } from './websocket.js'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'anonymous'

/** Before its session is loaded. */
export function connectionOf(request: FastifyRequest): Connection {
  return {
    scope: isHandshake(request.raw) ? 'websocket' : 'http',
    path: request.originalUrl.split('?')[0] ?? '/',
    cookieHeader: request.headers.cookie ?? null,
    source: { ...sourceOf(request.raw), host: request.host },
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(request: FastifyRequest): string | null {
  return request.routeOptions.config[SKIP_OPTION] === true ? `the config of its route sets ${SKIP_OPTION}` : null
}

/** What `request.session` is. */
export function sessionOf(connection: Connection | undefined): Session {
  if (connection === undefined) {
    throw new SessionNotInstalledError('its hook has not run')
  }
  return accessSession(connection)
}

/** What `request.sessionSocket` is. */
export function socketOf(connection: Connection | undefined): SessionSocket {
  if (connection?.scope !== 'websocket') {
    throw new SessionNotInstalledError('it is no WebSocket handshake')
  }
  return new SessionSocket(connection)
}
