// Fastify's shape of the session middleware.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import { HEADERS_OF_THE_ANSWER } from './node-head.ts'
import { loadForResponse } from './node-session.ts'
import type { Session } from './session.ts'
import type { SessionBackend } from './session-backend.ts'
import { type BackendOptions, createBackend } from './cookie-backend.ts'
import { connectionOf, sessionOf } from './fastify-connection.ts'

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

/** Where a request keeps its connection. */
const CONNECTION: unique symbol = Symbol('connection')

type Incoming = FastifyRequest & { [CONNECTION]?: Connection }

/** Fastify gives a plugin a scope of its own, unless it has this property: the hook is for the scope that registers it. */
const SKIP_OVERRIDE: unique symbol = Symbol.for('skip-override')

interface SessionsPlugin extends FastifyPluginAsync {
  readonly [SKIP_OVERRIDE]: boolean
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `app.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const load = async (request: Incoming, reply: FastifyReply): Promise<void> => {
    // In a scope inside of another that has the same plugin, the session is there.
    if (request[CONNECTION] !== undefined) {
      return
    }
    const connection = connectionOf(request)
    request[CONNECTION] = connection
    // The response itself is held. `onSend` does not see what `reply.raw` sends, nor the headers of a Response as a payload,
    // and it is over before a stream fails that has sent nothing.
    await loadForResponse(middleware, connection, reply.raw, (error) => failReply(reply, error))
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
    app.addHook('onRequest', load)
  }

  return Object.assign(plugin, {
    [SKIP_OVERRIDE]: true,
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
