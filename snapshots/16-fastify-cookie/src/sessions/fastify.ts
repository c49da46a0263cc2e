// Fastify's shape of the session middleware.
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from './connection'
import { SessionMiddleware } from './middleware'
import { HEADERS_OF_THE_ANSWER, holdHead } from './node-head'
import { connectionOfHandshake, createUpgrades, type SessionUpgrades } from './node-upgrade'
import { type Session, warnOfLateWrite } from './session'
import type { SessionBackend } from './session-backend'
import { SessionNotInstalledError } from './session-errors'
import { isOriginAllowed, SessionSocket } from './websocket'
import { type BackendOptions, createBackend } from './cookie-backend'

/** A route whose `config` has this option set to true has no session. */
const SKIP_OPTION = 'skipSession'

const FOREIGN_ORIGIN = 'A page of this origin may not open a WebSocket here'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** In a WebSocket handshake: the session for as long as the socket is open. */
    readonly sessionSocket: SessionSocket
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

interface SessionsPlugin extends FastifyPluginAsync {
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
  /** A middleware for handshakes that Fastify does not see: `io.engine.use(session.handshake)`. */
  readonly handshake: (request: IncomingMessage, response: unknown, next: (error?: unknown) => void) => void
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  const upgrades = createUpgrades(middleware)
  const connections = new WeakMap<FastifyRequest, Connection>()

  const load = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (connections.has(request)) {
      return
    }
    const connection = connectionOf(request)
    connections.set(request, connection)
    if (connection.scope === 'websocket') {
      closeAfterResponse(reply)
      return isOriginAllowed(request.headers.origin ?? null, request.host)
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

  const plugin: FastifyPluginAsync = async (app) => {
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

function connectionOf(request: FastifyRequest): Connection {
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

function skippedBy(request: FastifyRequest): string | null {
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

function socketOf(connection: Connection | undefined): SessionSocket {
  if (connection?.scope !== 'websocket') {
    throw new SessionNotInstalledError('it is no WebSocket handshake')
  }
  return new SessionSocket(connection)
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

/** A handshake that is refused by a response leaves a socket that nobody else closes. */
function closeAfterResponse(reply: FastifyReply): void {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/** The server of @fastify/websocket answers handshakes by itself. */
function addCookiesToHandshakes(app: FastifyInstance, upgrades: SessionUpgrades): void {
  app.addHook('onReady', async () => {
    const { websocketServer } = app as { websocketServer?: EventEmitter }
    websocketServer?.on('headers', upgrades.addCookies)
  })
}

/** Loads sessions of handshakes, whose head takes no cookie along: what is written is saved by `save()`. */
function loadHandshakes(middleware: SessionMiddleware): SessionsPlugin['handshake'] {
  return (request, _response, next) => {
    const { origin = null, host = null, cookie = null } = request.headers
    // A request of the polling transport is none of WebSocket: browsers leave its origin out where it is their page's own.
    const isAllowed = (origin === null && !isHandshake(request)) || isOriginAllowed(origin, host)
    // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
    const cookieHeader = isAllowed ? cookie : null
    const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
    Object.defineProperty(request, 'session', { get: () => sessionOf(connection) })
    middleware.load(connection).then(() => next(isAllowed ? undefined : new Error(FOREIGN_ORIGIN)), next)
  }
}
