// Fastify's shape of the session middleware.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from '../../runtime/connection.ts'
import { SessionMiddleware } from '../../runtime/middleware.ts'
import { type HandshakeMiddleware, loadHandshakes } from '../../runtime/node-handshake.ts'
import { HEADERS_OF_THE_ANSWER } from '../../runtime/node-head.ts'
import { loadForResponse } from '../../runtime/node-session.ts'
import { createUpgrades, FOREIGN_ORIGIN, type SessionUpgrades } from '../../runtime/node-upgrade.ts'
import type { Session } from '../../runtime/session.ts'
import type { SessionBackend } from '../../runtime/session-backend.ts'
import { spec } from '../../runtime/spec.ts'
import { isOriginAllowed, type SessionSocket } from '../../runtime/websocket.ts'
import { type BackendOptions, createBackend } from '../../slots/backend.ts'
import { connectionOf, sessionOf, socketOf } from './fastify-connection.ts'
import { addCookiesToHandshakes, closeAfterResponse } from './fastify-sockets.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly [spec.property]: Session
    // @when spec.websocket
    /** In a WebSocket handshake: the session for as long as the socket is open. */
    readonly [spec.socketProperty]: SessionSocket
  }

  interface FastifyContextConfig {
    /** True on a route without a session. */
    [spec.excludeOptKey]?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Where a request keeps its connection. */
const CONNECTION: unique symbol = Symbol('connection')

type Incoming = FastifyRequest & { [CONNECTION]?: Connection }

/** Fastify gives a plugin a scope of its own, unless it has this property: the hook is for the scope that registers it. */
const SKIP_OVERRIDE: unique symbol = Symbol.for('skip-override')

export interface SessionsPlugin extends FastifyPluginAsync {
  readonly [SKIP_OVERRIDE]: boolean
  // @when spec.websocket
  readonly upgrade: SessionUpgrades['upgrade']
  // @when spec.websocket
  readonly addCookies: SessionUpgrades['addCookies']
  // @when spec.websocket
  readonly handshake: HandshakeMiddleware
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  // @when spec.websocket
  const upgrades = createUpgrades(middleware)

  const load = async (request: Incoming, reply: FastifyReply): Promise<void> => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (request[CONNECTION] !== undefined) {
      return
    }
    const connection = connectionOf(request)
    request[CONNECTION] = connection
    if (spec.websocket) {
      if (connection.scope === 'websocket') {
        closeAfterResponse(reply)
        if (isOriginAllowed(request.headers.origin ?? null, request.host)) {
          await upgrades.load(request.raw, connection)
        } else {
          await reply.code(403).send(FOREIGN_ORIGIN)
        }
        return
      }
    }
    if (spec.http) {
      // The response itself is held. `onSend` does not see what `reply.raw` sends, nor the headers of a Response as a payload,
      // and it is over before a stream fails that has sent nothing.
      await loadForResponse(middleware, connection, reply.raw, (error) => failReply(reply, error))
    } else {
      await middleware.load(connection)
    }
  }

  const plugin: FastifyPluginAsync = async (app) => {
    app.decorateRequest(spec.property, {
      getter() {
        return sessionOf((this as Incoming)[CONNECTION])
      },
      setter() {
        throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
      },
    })
    if (spec.websocket) {
      app.decorateRequest(spec.socketProperty, {
        getter() {
          return socketOf((this as Incoming)[CONNECTION])
        },
      })
      addCookiesToHandshakes(app, upgrades)
    }
    app.addHook('onRequest', load)
  }

  return Object.assign(plugin, {
    [SKIP_OVERRIDE]: true,
    // @when spec.websocket
    upgrade: upgrades.upgrade,
    // @when spec.websocket
    addCookies: upgrades.addCookies,
    // @when spec.websocket
    handshake: loadHandshakes(middleware),
  })
}

/** Gives an answer that could not go out back to Fastify, whose error handler gives another. */
function failReply(reply: FastifyReply, reason: unknown): void {
  // Fastify would send what is no error as a body.
  const error: Error & { statusCode?: number } =
    reason instanceof Error ? reason : new Error('The session could not be saved', { cause: reason })
  if (reply.sent) {
    // Who hijacked the reply took it from every error handler.
    reply.log.error(error)
    reply.raw.writeHead(error.statusCode ?? 500).end()
  } else {
    HEADERS_OF_THE_ANSWER.filter((name) => reply.hasHeader(name)).forEach((name) => reply.removeHeader(name))
    reply.send(error)
  }
}
