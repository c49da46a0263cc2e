// SvelteKit's shape of the session middleware: a `handle` for src/hooks.server.ts.
import type { RequestEvent } from '@sveltejs/kit'
import type { Handle } from '@sveltejs/kit/hooks'
import { accessSession, type Connection, type Message } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { isHandshake } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { type BackendOptions, createBackend } from './mysql-backend.js'

/** An earlier `handle` sets `event.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare global {
  namespace App {
    interface Locals {
      /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
      readonly session: Session
      /** True where there is to be no session, if it is set before the sessions get to see the event. */
      skipSession?: boolean
    }
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Requests that handlers make of the application itself, with the connection of the one that they handle. */
const inner = new WeakMap<Request, Connection>()

/** Puts the caller's session on `event.locals`, and saves it before the response leaves: `export const handle = sessions()`. */
export function sessions(options: SessionsOptions = {}): Handle {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async ({ event, resolve }) => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(event.locals, 'session')) {
      return resolve(event)
    }
    const outer = inner.get(event.request)
    if (outer !== undefined) {
      exposeSession(event, outer)
      return resolve(joinRequests(event, outer))
    }
    const connection = connectionOf(event)
    exposeSession(event, connection)
    await middleware.load(connection)
    if (connection.session === null) {
      return resolve(event)
    }
    const save = middleware.createSendWrapper(connection)
    let answer: Response
    try {
      // SvelteKit answers errors of handlers and pages in here: what was written before them is saved all the same.
      answer = await resolve(joinRequests(event, connection))
    } catch (error) {
      // Another `handle` has thrown: a redirect, for instance.
      await save(headOfThrown(event))
      throw error
    }
    return saveInResponse(answer, save)
  }
}

function connectionOf(event: RequestEvent): Connection {
  const { request, locals } = event
  return {
    cookieHeader: request.headers.get('Cookie'),
    excluded: skippedBy(request, locals),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(request: Request, locals: App.Locals): string | null {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return locals[SKIP_OPTION] === true ? `event.locals.${SKIP_OPTION} is set` : null
}

/** Puts the session that a connection has, whichever that is at the moment, on the event. */
function exposeSession({ locals }: RequestEvent, connection: Connection): void {
  Object.defineProperty(locals, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/**
 * The event, with a `fetch` whose requests of the application itself work on this session: its new cookie has not gone out yet,
 * and of two that were written apart one would be lost. Those without credentials, or with cookies of their own, are strangers.
 */
function joinRequests(event: RequestEvent, connection: Connection): RequestEvent {
  const fetchJoined = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const asked: Pick<RequestInit, 'headers'> & { readonly credentials?: unknown } =
      input instanceof Request ? input : init
    if (asked.credentials === 'omit' || new Headers(asked.headers).has('Cookie')) {
      return event.fetch(input, init)
    }
    const request = input instanceof Request ? input : new Request(new URL(input, event.url), init)
    inner.set(request, connection)
    return event.fetch(request)
  }
  return { ...event, fetch: fetchJoined }
}

/** Of what SvelteKit answers to what a `handle` throws. A redirect takes along what is in `event.cookies`, and nothing else. */
function headOfThrown({ cookies }: RequestEvent): Message {
  return {
    get: () => null,
    set: () => {},
    getSetCookie: () => [],
    setSetCookie(lines) {
      for (const line of lines) {
        const { name, value = '', ...attributes } = cookies.parse(line)
        cookies.set(name, value, { httpOnly: false, secure: false, ...attributes, encode: (text) => text })
      }
    },
  }
}
