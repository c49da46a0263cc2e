/// <reference path="./astro-types.d.ts" />
// Astro's shape of the session middleware: an `onRequest` for src/middleware.ts.
import { accessSession, varyByCookie } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { stateOf } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { APIContext, MiddlewareHandler } from 'astro'
 * @import { Connection, Message } from './connection.js'
 * @import { RequestSource } from './csrf.js'
 * @import { Session } from './session.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** An earlier middleware sets `context.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * One request. Astro runs the middlewares once more within a run, for a rewrite, and behind one, for an error page.
 *
 * @typedef {object} Visit
 * @property {Connection} connection
 * @property {((head: Message) => Promise<void> | null) | null} save Saves the session when the answer leaves; null
 * where there is nothing to save, and once it was called.
 * @property {boolean} isRunning
 * @property {boolean} mayGoOn Another page may come in the place of what the last run led to.
 */

/**
 * By the one object that all runs have in common.
 *
 * @type {WeakMap<App.Locals, Visit>}
 */
const visits = new WeakMap()

/**
 * Puts the caller's session on `context.locals`, and saves it before the response leaves: `export const onRequest = sessions()`.
 *
 * @param {SessionsOptions} [options]
 * @returns {MiddlewareHandler}
 */
export function sessions(options = {}) {
  /** @type {SessionMiddleware | null} */
  let middleware = null
  // Not before a request needs it: `astro build` runs the middlewares for what it prerenders, where no secret and no store need be.
  /** @returns {SessionMiddleware} */
  const open = () => (middleware ??= new SessionMiddleware(options.backend ?? createBackend(options)))

  return async (context, next) => {
    if (context.isPrerendered) {
      explainPrerendered(context.locals)
      return next()
    }
    const earlier = visits.get(context.locals)
    if (earlier?.isRunning === true) {
      // A rewrite, or a second copy of the middleware: the run around it has the session, and saves it.
      return next()
    }
    if (earlier?.mayGoOn === false) {
      // The error page is not to show the session of that request either.
      earlier.connection.session = null
      throw new SessionNotInstalledError('its `locals` are those of another request: each needs an object of its own')
    }
    const visit = earlier ?? meet(context)
    visit.isRunning = true
    visit.mayGoOn = true
    try {
      if (earlier === undefined && visit.connection.excluded === null) {
        await load(visit, open())
      }
      const answer = await next().catch((/** @type {unknown} */ error) => saveBehind(visit, error))
      return await send(visit, answer)
    } finally {
      visit.isRunning = false
    }
  }
}

/**
 * @param {APIContext} context
 * @returns {Visit}
 */
function meet(context) {
  const connection = connectionOf(context)
  exposeSession(context.locals, connection)
  /** @type {Visit} */
  const visit = { connection, save: null, isRunning: false, mayGoOn: true }
  visits.set(context.locals, visit)
  return visit
}

/**
 * @param {APIContext} context
 * @returns {Connection}
 */
function connectionOf(context) {
  const { request } = context
  return {
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOf(context),
    secure: isSecureRequest(request),
    excluded: skippedBy(context),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {APIContext} context
 * @returns {RequestSource}
 */
function sourceOf(context) {
  return sourceOfRequest(context.request)
}

/**
 * @param {APIContext} options
 * @returns {string | null}
 */
function skippedBy({ request, locals }) {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return locals[SKIP_OPTION] === true ? `context.locals.${SKIP_OPTION} is set` : null
}

/**
 * Puts the session that a connection has, whichever that is at the moment, on the locals.
 *
 * @param {App.Locals} locals
 * @param {Connection} connection
 * @returns {void}
 */
function exposeSession(locals, connection) {
  Object.defineProperty(locals, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/**
 * Not even the headers of its request are looked at: Astro warns of who does.
 *
 * @param {App.Locals} locals
 * @returns {void}
 */
function explainPrerendered(locals) {
  Object.defineProperty(locals, 'session', {
    configurable: true,
    get() {
      throw new SessionNotInstalledError('its page is prerendered, for everybody')
    },
  })
}

/**
 * @param {Visit} visit
 * @param {SessionMiddleware} middleware
 * @returns {Promise<void>}
 */
async function load(visit, middleware) {
  const { connection } = visit
  await middleware.load(connection)
  visit.save = middleware.createSendWrapper(connection)
}

/**
 * What a page has thrown is answered by an error page, which goes through the middleware again and takes the cookie along. A
 * project need not have one: what was written is saved before.
 *
 * @param {Visit} visit
 * @param {unknown} error
 * @returns {Promise<never>}
 * @throws `error`, or what kept the session from being saved.
 */
async function saveBehind(visit, error) {
  const loaded = visit.connection.session
  if (visit.save !== null && loaded !== null) {
    try {
      // A `regenerate` may still be under way.
      await stateOf(loaded).turn
      const session = visit.connection.session ?? loaded
      const { backend, ended } = stateOf(session)
      await (ended ?? backend.save(session))
    } catch (failure) {
      // Astro tells of what is thrown here, and answers without the session that could not be saved.
      visit.save = null
      if (failure !== error) {
        console.error(error)
      }
      throw failure
    }
  }
  throw error
}

/**
 * @param {Visit} visit
 * @param {Response} answer
 * @returns {Promise<Response>}
 */
async function send(visit, answer) {
  const { connection, save } = visit
  if (connection.session === null) {
    return answer
  }
  const isReplaced = mayBeReplaced(answer)
  if (isReplaced || isStreamedPage(answer)) {
    // Who looks at the session from now on is too late to say so.
    connection.accessed = true
  }
  if (isReplaced && save !== null && isIdle(connection.session)) {
    // The page that comes instead may write to the session.
    return saveInResponse(answer, varyFor(connection))
  }
  visit.save = null
  const saved = await saveInResponse(answer, save ?? varyFor(connection))
  visit.mayGoOn = isReplaced
  return saved
}

/**
 * @param {Session} session
 * @returns {boolean}
 */
function isIdle(session) {
  return stateOf(session).backend.isIdle(session)
}

/**
 * @param {Connection} connection
 * @returns {(head: Message) => null}
 */
function varyFor(connection) {
  return (head) => {
    if (connection.accessed) {
      varyByCookie(head)
    }
    return null
  }
}

/**
 * A page leaves while its components are still being rendered.
 *
 * @param {Response} options
 * @returns {boolean}
 */
function isStreamedPage({ body, headers }) {
  return body !== null && !headers.has('Content-Length') && /^text\/html\b/i.test(headers.get('Content-Type') ?? '')
}

/**
 * By a page of the project that Astro has for answers of this status, if they have no body.
 *
 * @param {Response} options
 * @returns {boolean}
 */
function mayBeReplaced({ body, status }) {
  return body === null && (status === 404 || status === 500)
}
