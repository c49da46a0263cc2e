/// <reference path="./sveltekit-types.d.ts" />
// SvelteKit's shape of the session middleware: a `handle` for src/hooks.server.ts.
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { saveInResponse } from './web-response.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { RequestEvent } from '@sveltejs/kit'
 * @import { Handle } from '@sveltejs/kit/hooks'
 * @import { Connection, Message } from './connection.js'
 * @import { RequestSource } from './csrf.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** An earlier `handle` sets `event.locals` of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Requests that handlers make of the application itself, with the connection of the one that they handle.
 *
 * @type {WeakMap<Request, Connection>}
 */
const inner = new WeakMap()

/**
 * Puts the caller's session on `event.locals`, and saves it before the response leaves: `export const handle = sessions()`.
 *
 * @param {SessionsOptions} [options]
 * @returns {Handle}
 */
export function sessions(options = {}) {
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
    /** @type {Response} */
    let answer
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

/**
 * @param {RequestEvent} event
 * @returns {Connection}
 */
function connectionOf(event) {
  const { request, locals } = event
  return {
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOf(event),
    secure: isSecureRequest(request),
    excluded: skippedBy(request, locals),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {RequestEvent} event
 * @returns {RequestSource}
 */
function sourceOf(event) {
  return sourceOfRequest(event.request)
}

/**
 * @param {Request} request
 * @param {App.Locals} locals
 * @returns {string | null}
 */
function skippedBy(request, locals) {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return locals[SKIP_OPTION] === true ? `event.locals.${SKIP_OPTION} is set` : null
}

/**
 * Puts the session that a connection has, whichever that is at the moment, on the event.
 *
 * @param {RequestEvent} options
 * @param {Connection} connection
 * @returns {void}
 */
function exposeSession({ locals }, connection) {
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
 *
 * @param {RequestEvent} event
 * @param {Connection} connection
 * @returns {RequestEvent}
 */
function joinRequests(event, connection) {
  /**
   * @param {string | URL | Request} input
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  const fetchJoined = (input, init = {}) => {
    /** @type {Pick<RequestInit, 'headers'> & { readonly credentials?: unknown }} */
    const asked = input instanceof Request ? input : init
    if (asked.credentials === 'omit' || new Headers(asked.headers).has('Cookie')) {
      return event.fetch(input, init)
    }
    const request = input instanceof Request ? input : new Request(new URL(input, event.url), init)
    inner.set(request, connection)
    return event.fetch(request)
  }
  return { ...event, fetch: fetchJoined }
}

/**
 * Of what SvelteKit answers to what a `handle` throws. A redirect takes along what is in `event.cookies`, and nothing else.
 *
 * @param {RequestEvent} options
 * @returns {Message}
 */
function headOfThrown({ cookies }) {
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
