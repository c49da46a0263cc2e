// Elysia's shape of the session middleware.
import { Elysia } from 'elysia'
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { isFromOwnPage, isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { SessionSocket } from './websocket.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { Connection } from './connection.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** The option of a route, or of a guard, that switches the session off. */
const SKIP_OPTION = 'skipSession'

/**
 * What the routes behind the plugin find in their context.
 *
 * @typedef {{ readonly session: Session; readonly sessionSocket: SessionSocket }} SessionContext
 */

/**
 * What their types know: values, and options.
 *
 * @typedef {{ decorator: {}; store: {}; derive: {}; resolve: SessionContext }} SessionSingleton
 */
/** @typedef {{ schema: {}; standaloneSchema: {}; macro: { readonly skipSession?: boolean }; macroFn: {}; parser: {}; response: {} }} SessionMetadata */

/**
 * The plugin, for applications whose routes are to know the session by its type: it stands in their chain, before the routes.
 *
 * @typedef {Elysia<'', SessionSingleton, { typebox: {}; error: {} }, SessionMetadata>} SessionsPlugin
 */

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Of what Elysia hands to a hook.
 *
 * @typedef {object} HookContext
 * @property {Request} request
 */

/** Why there is no session yet: who refuses a request before its handler needs none. */
const NOT_YET = 'it is loaded once the request is validated: for `resolve` and `beforeHandle`, not for `derive`'

/**
 * The session is kept beside the request: what stands around the application sees no more than that.
 *
 * @type {WeakMap<Request, Connection>}
 */
const connections = new WeakMap()

/**
 * What the session of a request could not be saved for.
 *
 * @type {WeakMap<Request, unknown>}
 */
const failures = new WeakMap()

/**
 * Gives the routes behind it the caller's session, and saves it before the answer leaves: `new Elysia().use(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {SessionsPlugin}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  /**
   * @param {(request: Request) => unknown} handle Is Elysia's, and gives a response.
   * @param {Request} request
   * @returns {Promise<unknown>}
   */
  const answer = async (handle, request) => {
    // A second copy of the plugin leaves the session to the first.
    if (connections.has(request)) {
      return handle(request)
    }
    if (isHandshake(request) && !isFromOwnPage(request)) {
      return new Response('A page of this origin may not open a WebSocket here', { status: 403 })
    }
    const connection = connect(request)
    const response = /** @type {Response} */ (await handle(request))
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

  /**
   * @param {HookContext} context
   * @returns {Promise<void>}
   */
  const load = async (context) => {
    const connection = connections.get(context.request)
    if (connection?.excluded === NOT_YET) {
      connection.excluded = null
      await middleware.load(connection)
      leaveToSocket(context, connection)
    }
  }

  /** @type {SessionsPlugin} */
  const plugin = new Elysia({
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

/**
 * @param {Request} request
 * @returns {Connection}
 */
function connect(request) {
  /** @type {Connection} */
  const connection = {
    scope: isHandshake(request) ? 'websocket' : 'http',
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOfRequest(request),
    secure: isSecureRequest(request),
    excluded: NOT_YET,
    session: null,
    accessed: false,
    headSent: false,
  }
  connections.set(request, connection)
  return connection
}

/**
 * Puts the session on the context of a request.
 *
 * @param {HookContext} context
 * @returns {void}
 */
function attach(context) {
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

/**
 * What the option of a route does: it is heard before the request is validated.
 *
 * @param {boolean} isSkipped
 * @returns {{ transform?: (context: HookContext) => void }}
 */
function skip(isSkipped) {
  return isSkipped ? { transform: ({ request }) => exclude(request) } : {}
}

/**
 * @param {Request} request
 * @returns {void}
 */
function exclude(request) {
  const connection = connections.get(request)
  if (connection !== undefined) {
    connection.excluded = `its route has the option ${SKIP_OPTION}`
  }
}

/**
 * The platform answers a handshake, and no cookie goes out with that: what is written is saved by `save()`.
 *
 * @param {HookContext} context
 * @param {Connection} connection
 * @returns {void}
 */
function leaveToSocket(context, connection) {
  const { scope, session } = connection
  if (scope === 'websocket' && session !== null) {
    connection.headSent = true
    // Elysia copies the context into `ws.data` on Bun.
    Object.defineProperty(context, 'session', { enumerable: true, value: session })
    Object.defineProperty(context, 'sessionSocket', { enumerable: true, value: new SessionSocket(connection) })
  }
}
