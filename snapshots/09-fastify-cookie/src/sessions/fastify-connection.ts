// The connection of a request of Fastify, and what handlers see of it.
import type { FastifyRequest } from 'fastify'
import { accessSession, type Connection } from './connection.ts'
import { sourceOf } from './csrf.ts'
import { isHandshake } from './node-request.ts'
import type { Session } from './session.ts'
import { SessionNotInstalledError } from './session-errors.ts'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'skipSession'

/** Before its session is loaded. */
export function connectionOf(request: FastifyRequest): Connection {
  return {
    cookieHeader: request.headers.cookie ?? null,
    source: sourceOf(request.raw),
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(request: FastifyRequest): string | null {
  if (isHandshake(request.raw)) {
    return 'only HTTP connections have one'
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
