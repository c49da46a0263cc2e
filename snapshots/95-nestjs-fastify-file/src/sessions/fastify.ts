// Fastify's shape of the session middleware.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import { type HandshakeMiddleware, loadHandshakes } from './node-handshake.ts'
import { createUpgrades, FOREIGN_ORIGIN, type SessionUpgrades } from './node-upgrade.ts'
import type { Session } from './session.ts'
import type { SessionBackend } from './session-backend.ts'
import { isOriginAllowed, type SessionSocket } from './websocket.ts'
import { type BackendOptions, createBackend } from './file-backend.ts'
import { connectionOf, sessionOf, socketOf } from './fastify-connection.ts'
import { addCookiesToHandshakes, closeAfterResponse } from './fastify-sockets.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** In a WebSocket handshake: the session for as long as the socket is open. */
    readonly sessionSocket: SessionSocket
  }

  interface FastifyContextConfig {
    /** True on a route without a session. */
    anonymous?: boolean
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
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
  readonly handshake: HandshakeMiddleware
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))
  const upgrades = createUpgrades(middleware)

  const load = async (request: Incoming, reply: FastifyReply): Promise<void> => {
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

  const plugin: FastifyPluginAsync = async (app) => {
    app.decorateRequest('session', {
      getter() {
        return sessionOf((this as Incoming)[CONNECTION])
      },
      setter() {
        throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
      },
    })
    app.decorateRequest('sessionSocket', {
      getter() {
        return socketOf((this as Incoming)[CONNECTION])
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
