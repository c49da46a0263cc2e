// The connection of a request of Fastify, and what handlers see of it.
import type { FastifyRequest } from 'fastify'
import { accessSession, type Connection } from './connection'
import { sourceOf } from './csrf'
import { isHandshake } from './node-request'
import type { Session } from './session'
import { SessionNotInstalledError } from './session-errors'
import { SessionSocket } from './websocket'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'skipSession'

/** Before its session is loaded. */
export function connectionOf(request: FastifyRequest): Connection {
  return {
    scope: isHandshake(request.raw) ? 'websocket' : 'http',
    cookieHeader: request.headers.cookie ?? null,
    source: sourceOf(request.raw),
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
