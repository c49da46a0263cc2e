// Fastify's shape of the session middleware.
import type { IncomingMessage } from 'node:http'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { HEADERS_OF_THE_ANSWER, holdHead } from './node-head.js'
import { type Session, warnOfLateWrite } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { SessionNotInstalledError } from './session-errors.js'
import { type BackendOptions, createBackend } from './cookie-backend.js'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'skipSession'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
  }

  interface FastifyContextConfig {
    /** True on a route without a session. */
    skipSession?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

interface SessionsPlugin extends FastifyPluginAsync {}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  const connections = new WeakMap<FastifyRequest, Connection>()

  const load = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (connections.has(request)) {
      return
    }
    const connection = connectionOf(request)
    connections.set(request, connection)
    await middleware.load(connection)
    if (connection.session !== null) {
      // By the response itself. `onSend` does not see what `reply.raw` sends, nor the headers of a Response as a payload,
      // and it is over before a stream fails that has sent nothing.
      holdHead(reply.raw, middleware.createSendWrapper(connection), (error) => failReply(reply, error))
      reply.raw.once('close', () => reportLateWrite(connection))
    }
  }

  const plugin: FastifyPluginAsync = async (app) => {
    app.decorateRequest('session', {
      getter() {
        return sessionOf(connections.get(this))
      },
      setter() {
        throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
      },
    })
    app.addHook('onRequest', load)
  }

  return Object.assign(plugin, {
    // The hook is for the scope that registers the plugin, not for a scope of its own.
    [Symbol.for('skip-override')]: true,
  })
}

function connectionOf(request: FastifyRequest): Connection {
  return {
    path: request.originalUrl.split('?')[0] ?? '/',
    cookieHeader: request.headers.cookie ?? null,
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

/** A WebSocket handshake (RFC 6455, 4.1). */
function isHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

function sessionOf(connection: Connection | undefined): Session {
  if (connection === undefined) {
    throw new SessionNotInstalledError('its hook has not run')
  }
  connection.accessed = true
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return connection.session
}

/** Gives an answer that could not go out back to Fastify, whose error handler gives another. */
function failReply(reply: FastifyReply, error: unknown): void {
  if (reply.sent) {
    // Who hijacked the reply took it from every error handler.
    reply.log.error(error)
    const { statusCode = 500 } = error as { statusCode?: number }
    reply.raw.writeHead(statusCode).end()
    return
  }
  HEADERS_OF_THE_ANSWER.filter((name) => reply.hasHeader(name)).forEach((name) => reply.removeHeader(name))
  // What is no error would be sent as a body.
  reply.send(error instanceof Error ? error : new Error('The session could not be saved', { cause: error }))
}

function reportLateWrite(connection: Connection): void {
  if (connection.session !== null && connection.headSent) {
    warnOfLateWrite(connection.session)
  }
}
