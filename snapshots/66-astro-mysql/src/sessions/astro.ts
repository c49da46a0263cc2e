// Astro's shape of the session middleware: an `onRequest` for src/middleware.ts.
import type { APIContext, MiddlewareHandler } from 'astro'
import { accessSession, type Connection, type Message, varyByCookie } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { type Session, stateOf } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { type BackendOptions, createBackend } from './mysql-backend.js'

/** An earlier middleware sets `context.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare global {
  namespace App {
    interface Locals {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly session: Session
      /** True where there is to be no session, if it is set before the sessions get to see the request. */
      skipSession?: boolean
    }
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** One request. Astro runs the middlewares once more within a run, for a rewrite, and behind one, for an error page. */
interface Visit {
  readonly connection: Connection
  /** Saves the session when the answer leaves; null where there is nothing to save, and once it was called. */
  save: ((head: Message) => Promise<void> | null) | null
  isRunning: boolean
  /** Another page may come in the place of what the last run led to. */
  mayGoOn: boolean
}

/** By the one object that all runs have in common. */
const visits = new WeakMap<App.Locals, Visit>()

/** Puts the caller's session on `context.locals`, and saves it before the response leaves: `export const onRequest = sessions()`. */
export function sessions(options: SessionsOptions = {}): MiddlewareHandler {
  let middleware: SessionMiddleware | null = null
  // Not before a request needs it: `astro build` runs the middlewares for what it prerenders, where no secret and no store need be.
  const open = (): SessionMiddleware =>
    (middleware ??= new SessionMiddleware(options.backend ?? createBackend(options)))

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
      const answer = await next().catch((error: unknown) => saveBehind(visit, error))
      return await send(visit, answer)
    } finally {
      visit.isRunning = false
    }
  }
}

function meet(context: APIContext): Visit {
  const connection = connectionOf(context)
  exposeSession(context.locals, connection)
  const visit: Visit = { connection, save: null, isRunning: false, mayGoOn: true }
  visits.set(context.locals, visit)
  return visit
}

function connectionOf(context: APIContext): Connection {
  const { request } = context
  return {
    cookieHeader: request.headers.get('Cookie'),
    excluded: skippedBy(context),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy({ request, locals }: APIContext): string | null {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return locals[SKIP_OPTION] === true ? `context.locals.${SKIP_OPTION} is set` : null
}

/** Puts the session that a connection has, whichever that is at the moment, on the locals. */
function exposeSession(locals: App.Locals, connection: Connection): void {
  Object.defineProperty(locals, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/** Not even the headers of its request are looked at: Astro warns of who does. */
function explainPrerendered(locals: App.Locals): void {
  Object.defineProperty(locals, 'session', {
    configurable: true,
    get() {
      throw new SessionNotInstalledError('its page is prerendered, for everybody')
    },
  })
}

async function load(visit: Visit, middleware: SessionMiddleware): Promise<void> {
  const { connection } = visit
  await middleware.load(connection)
  visit.save = middleware.createSendWrapper(connection)
}

/**
 * What a page has thrown is answered by an error page, which goes through the middleware again and takes the cookie along. A
 * project need not have one: what was written is saved before.
 *
 * @throws `error`, or what kept the session from being saved.
 */
async function saveBehind(visit: Visit, error: unknown): Promise<never> {
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

async function send(visit: Visit, answer: Response): Promise<Response> {
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

function isIdle(session: Session): boolean {
  return stateOf(session).backend.isIdle(session)
}

function varyFor(connection: Connection): (head: Message) => null {
  return (head) => {
    if (connection.accessed) {
      varyByCookie(head)
    }
    return null
  }
}

/** A page leaves while its components are still being rendered. */
function isStreamedPage({ body, headers }: Response): boolean {
  return body !== null && !headers.has('Content-Length') && /^text\/html\b/i.test(headers.get('Content-Type') ?? '')
}

/** By a page of the project that Astro has for answers of this status, if they have no body. */
function mayBeReplaced({ body, status }: Response): boolean {
  return body === null && (status === 404 || status === 500)
}
