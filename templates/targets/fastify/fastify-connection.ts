// The connection of a request of Fastify, and what handlers see of it.
import type { FastifyRequest } from 'fastify'
import { accessSession, type Connection } from '../../runtime/connection.ts'
import { sourceOf } from '../../runtime/csrf.ts'
import { isHandshake } from '../../runtime/node-request.ts'
import type { Session } from '../../runtime/session.ts'
import { SessionNotInstalledError } from '../../runtime/session-errors.ts'
import { spec } from '../../runtime/spec.ts'
import { SessionSocket } from '../../runtime/websocket.ts'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = spec.excludeOptKey

/** Before its session is loaded. */
export function connectionOf(request: FastifyRequest): Connection {
  return {
    // @when spec.websocket
    scope: isHandshake(request.raw) ? 'websocket' : 'http',
    // @when spec.excludes
    path: request.originalUrl.split('?')[0] ?? '/',
    cookieHeader: request.headers.cookie ?? null,
    // @when spec.csrf
    source: spec.sameOrigin ? { ...sourceOf(request.raw), host: request.host } : sourceOf(request.raw),
    // @when spec.secure === 'auto'
    // Fastify decides, by its option `trustProxy`.
    secure: request.protocol === 'https',
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(request: FastifyRequest): string | null {
  if (!spec.websocket) {
    if (isHandshake(request.raw)) {
      return 'only HTTP connections have one'
    }
  }
  return request.routeOptions.config[SKIP_OPTION] === true ? `the config of its route sets ${SKIP_OPTION}` : null
}

/** What `request.session` is. */
export function sessionOf(connection: Connection | undefined): Session {
  if (connection === undefined) {
    throw new SessionNotInstalledError('its hook has not run')
  }
  return accessSession(connection)
}

// @when spec.websocket
/** What `request.sessionSocket` is. */
export function socketOf(connection: Connection | undefined): SessionSocket {
  if (connection?.scope !== 'websocket') {
    throw new SessionNotInstalledError('it is no WebSocket handshake')
  }
  return new SessionSocket(connection)
}
