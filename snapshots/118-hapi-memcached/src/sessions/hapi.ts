// hapi's shape of the session middleware.
import type { NamedPlugin, ReqRef, ReqRefDefaults, Request, ResponseObject, ResponseToolkit } from '@hapi/hapi'
import type { Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { type HandshakeMiddleware, loadHandshakes } from './node-handshake.js'
import { holdHead } from './node-head.js'
import { exposeSession } from './node-request.js'
import { reportLateWrite } from './node-session.js'
import { createUpgrades, type SessionUpgrades } from './node-upgrade.js'
import { type Session, stateOf } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { type BackendOptions, createBackend } from './memcached-backend.js'
import { connectionOf } from './hapi-connection.js'
import { answerBare, answerInstead, giveStatus } from './hapi-errors.js'

declare module '@hapi/hapi' {
  interface Request<Refs extends ReqRef = ReqRefDefaults> {
    /** The caller's session, from `onPreAuth` on. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
  }

  interface PluginSpecificConfiguration {
    session?: {
      /** True on a route without a session. */
      skipSession?: boolean
    }
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

interface SessionsPlugin extends NamedPlugin<object> {
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
  readonly handshake: HandshakeMiddleware
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `server.register(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const backend = options.backend ?? createBackend(options)
  const middleware = new SessionMiddleware(backend)
  const connections = new WeakMap<Request, Connection>()
  /** Whose session could not be saved. An answer to that error goes out without it. */
  const failed = new WeakSet<Connection>()

  const load = async (request: Request): Promise<void> => {
    const connection = connectionOf(request)
    connections.set(request, connection)
    exposeSession(request, connection)
    await middleware.load(connection)
    if (connection.session !== null) {
      const save = middleware.createSendWrapper(connection)
      const { res } = request.raw
      // The response itself is held: an answer can be another until then, and some go past hapi, to `request.raw.res`.
      holdHead(
        res,
        (message) => (failed.has(connection) ? null : save(message)),
        (error) => answerBare(request, error),
      )
      res.once('close', () => reportLateWrite(connection))
    }
  }

  const loadFirst = async (request: Request, h: ResponseToolkit): Promise<symbol> => {
    await load(request)
    return h.continue
  }

  /** What cannot be saved is an error now, as long as extensions of `onPreResponse` can answer it. */
  const saveEarly = async (request: Request, h: ResponseToolkit): Promise<symbol> => {
    const connection = connections.get(request)
    if (connection !== undefined && connection.session !== null) {
      try {
        await settle(backend, connection, connection.session)
      } catch (error) {
        failed.add(connection)
        throw error
      }
    }
    return h.continue
  }

  /** Where there is no route, and where something answered before `onPreAuth`: who writes the page may look at the session. */
  const loadLate = async (request: Request, h: ResponseToolkit): Promise<symbol | ResponseObject> => {
    if (!connections.has(request)) {
      try {
        await load(request)
      } catch (error) {
        return answerInstead(h, error)
      }
    }
    giveStatus(request.response)
    return h.continue
  }

  const plugin: NamedPlugin<object> = {
    name: 'session',
    register(server) {
      server.ext('onPreAuth', loadFirst)
      server.ext('onPostHandler', saveEarly)
      server.ext('onPreResponse', loadLate)
    },
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  return Object.assign(plugin, { upgrade, addCookies, handshake: loadHandshakes(middleware) })
}

/** Saves what was written so far, and leaves the session open for more. */
async function settle(backend: SessionBackend, connection: Connection, loaded: Session): Promise<void> {
  // A handler may answer while its `regenerate` or `destroy` is still under way.
  await stateOf(loaded).turn
  const session = connection.session ?? loaded
  if (!backend.isIdle(session)) {
    await (stateOf(session).ended ?? backend.save(session))
  }
}
