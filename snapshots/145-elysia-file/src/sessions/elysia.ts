// Elysia's shape of the session middleware.
import { Elysia } from 'elysia'
import { accessSession, type Connection } from './connection.ts'
import { SessionMiddleware } from './middleware.ts'
import type { Session } from './session.ts'
import type { SessionBackend } from './session-backend.ts'
import { isFromOwnPage, isHandshake, sourceOfRequest } from './web-request.ts'
import { saveInResponse } from './web-response.ts'
import { SessionSocket } from './websocket.ts'
import { type BackendOptions, createBackend } from './file-backend.ts'

/** The option of a route, or of a guard, that switches the session off. */
const SKIP_OPTION = 'anonymous'

/** What the routes behind the plugin find in their context. */
type SessionContext = {
  /** The caller's session, once the request is validated: in `resolve` and `beforeHandle`, and in what follows these. */
  readonly session: Session
  /**
   * In a WebSocket handshake, and in `ws.data`: the session for as long as the socket is open. `open` calls
   * `closeWhenEnded((code, reason) => ws.close(code, reason))`, and `close` what that returns.
   */
  readonly sessionSocket: SessionSocket
}

/** What their types know: values, and options. */
type SessionSingleton = { decorator: {}; store: {}; derive: {}; resolve: SessionContext }
type SessionMetadata = {
  schema: {}
  standaloneSchema: {}
  macro: { readonly anonymous?: boolean }
  macroFn: {}
  parser: {}
  response: {}
}

/** The plugin, for applications whose routes are to know the session by its type: it stands in their chain, before the routes. */
type SessionsPlugin = Elysia<'', SessionSingleton, { typebox: {}; error: {} }, SessionMetadata>

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Of what Elysia hands to a hook. */
interface HookContext {
  readonly request: Request
}

/** Why there is no session yet: who refuses a request before its handler needs none. */
const NOT_YET = 'it is loaded once the request is validated: for `resolve` and `beforeHandle`, not for `derive`'

/** The session is kept beside the request: what stands around the application sees no more than that. */
const connections = new WeakMap<Request, Connection>()

/** What the session of a request could not be saved for. */
const failures = new WeakMap<Request, unknown>()

/** Gives the routes behind it the caller's session, and saves it before the answer leaves: `new Elysia().use(sessions())`. */
export function sessions(options: SessionsOptions = {}): SessionsPlugin {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /** @param handle Is Elysia's, and gives a response. */
  const answer = async (handle: (request: Request) => unknown, request: Request): Promise<unknown> => {
    // A second copy of the plugin leaves the session to the first.
    if (connections.has(request)) {
      return handle(request)
    }
    if (isHandshake(request) && !isFromOwnPage(request)) {
      return new Response('A page of this origin may not open a WebSocket here', { status: 403 })
    }
    const connection = connect(request)
    const response = (await handle(request)) as Response
    if (connection.scope === 'websocket') {
      return response
    }
    try {
      return await saveInResponse(response, middleware.createSendWrapper(connection))
    } catch (error) {
      // It comes back as an error of the first hook: those of the application answer it.
      failures.set(request, error)
      return handle(request)
    }
  }

  const load = async (context: HookContext): Promise<void> => {
    const connection = connections.get(context.request)
    if (connection?.excluded === NOT_YET) {
      connection.excluded = null
      await middleware.load(connection)
      leaveToSocket(context, connection)
    }
  }

  const plugin: SessionsPlugin = new Elysia<'', SessionSingleton, { typebox: {}; error: {} }, SessionMetadata>({
    name: 'create-session',
    seed: 'session',
  })
  // Only here an answer is what leaves, whatever it was made of: an error of one hook, or its answer, passes by the other hooks, and
  // a generator runs when all of them have.
  plugin.wrap((handle, request) => () => answer(handle, request))
  // Elysia reads the source of its hooks: for one that takes the whole context it reads bodies and cookies. A bound one shows none.
  plugin.onRequest(attach.bind(null))
  plugin.macro({ [SKIP_OPTION]: skip })
  plugin.onBeforeHandle({ as: 'global' }, load.bind(null))
  return plugin
}

function connect(request: Request): Connection {
  const connection: Connection = {
    scope: isHandshake(request) ? 'websocket' : 'http',
    path: new URL(request.url).pathname,
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOfRequest(request),
    excluded: NOT_YET,
    session: null,
    accessed: false,
    headSent: false,
  }
  connections.set(request, connection)
  return connection
}

/** Puts the session on the context of a request. */
function attach(context: HookContext): void {
  const { request } = context
  if (failures.has(request)) {
    throw failures.get(request)
  }
  const connection = connections.get(request)
  if (connection === undefined) {
    throw new Error('Sessions need an application that Elysia compiles: where `aot` is false it calls no `wrap`')
  }
  // Each time the one that is there now: `regenerate` puts another in its place.
  Object.defineProperty(context, 'session', { configurable: true, get: () => accessSession(connection) })
}

/** What the option of a route does: it is heard before the request is validated. */
function skip(isSkipped: boolean): { transform?: (context: HookContext) => void } {
  return isSkipped ? { transform: ({ request }) => exclude(request) } : {}
}

function exclude(request: Request): void {
  const connection = connections.get(request)
  if (connection !== undefined) {
    connection.excluded = `its route has the option ${SKIP_OPTION}`
  }
}

/** The platform answers a handshake, and no cookie goes out with that: what is written is saved by `save()`. */
function leaveToSocket(context: HookContext, connection: Connection): void {
  const { scope, session } = connection
  if (scope === 'websocket' && session !== null) {
    connection.headSent = true
    // Elysia copies the context into `ws.data` on Bun.
    Object.defineProperty(context, 'session', { enumerable: true, value: session })
    Object.defineProperty(context, 'sessionSocket', { enumerable: true, value: new SessionSocket(connection) })
  }
}
