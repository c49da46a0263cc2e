/// <reference path="./h3-types.d.ts" />
// h3's shape of the session middleware.
import { defineWebSocketHandler, toResponse } from 'h3'
import { accessSession } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import { isFromOwnPage, isHandshake, isSecureRequest, sourceOfRequest } from './web-request.js'
import { SessionSocket } from './websocket.js'
import { createBackend } from './redis-backend.js'

/**
 * @import { H3Event, Middleware } from 'h3'
 * @import { Connection, Message } from './connection.js'
 * @import { SessionBackend } from './session-backend.js'
 * @import { BackendOptions } from './redis-backend.js'
 */

/** The member of a route's `meta` that switches the session off. */
const SKIP_OPTION = 'skipSession'

/** Hooks for a handshake until its route has others. Nitro goes by the hooks: without any it opens a socket, whatever was answered. */
const refuseSocket = defineWebSocketHandler({
  upgrade() {
    throw new Response('No WebSocket can be opened here', { status: 403 })
  },
})

/** @typedef {BackendOptions & { readonly backend?: SessionBackend }} SessionsOptions */

/**
 * Saves the session, and puts its cookie into the head of a response that is about to leave.
 *
 * @typedef {(message: Message) => Promise<void> | null} Save
 */

/**
 * Puts the caller's session on the event's context, and saves it once the handler has run: `app.use(sessions())`.
 *
 * @param {SessionsOptions} [options]
 * @returns {Middleware}
 */
export function sessions(options = {}) {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  return async (event, next) => {
    // A second copy of the middleware leaves the session to the first.
    if (Object.hasOwn(event.context, 'session')) {
      return next()
    }
    if (isHandshake(event.req)) {
      await refuseSocket(event)
      if (!isFromOwnPage(event.req)) {
        return new Response('A page of this origin may not open a WebSocket here', { status: 403 })
      }
    }
    const connection = connect(event)
    await middleware.load(connection)
    if (connection.scope === 'websocket') {
      leaveToSocket(connection)
      return next()
    }
    return connection.session === null ? next() : respond(event, next, middleware.createSendWrapper(connection))
  }
}

/**
 * @param {H3Event} event
 * @returns {Connection}
 */
function connect(event) {
  /** @type {Connection} */
  const connection = {
    scope: isHandshake(event.req) ? 'websocket' : 'http',
    cookieHeader: event.req.headers.get('Cookie'),
    source: sourceOfRequest(event.req),
    secure: isSecureRequest(event.req),
    excluded: skippedBy(event),
    session: null,
    accessed: false,
    headSent: false,
  }
  // Whoever copies the context, as for a request within the server, does not look at the session by that.
  Object.defineProperty(event.context, 'session', { get: () => accessSession(connection) })
  Object.defineProperty(event.context, 'sessionSocket', { get: () => new SessionSocket(connection) })
  return connection
}

/**
 * @param {H3Event} event
 * @returns {string | null}
 */
function skippedBy(event) {
  // The route is matched before any middleware runs.
  return event.context.matchedRoute?.meta?.[SKIP_OPTION] === true ? `the meta of its route has ${SKIP_OPTION}` : null
}

/**
 * crossws answers a handshake, and no cookie goes out with that: what is written is saved by `save()`.
 *
 * @param {Connection} connection
 * @returns {void}
 */
function leaveToSocket(connection) {
  connection.headSent = true
}

/**
 * What the handlers answer, as h3 sends it, with the session saved and its cookie set.
 *
 * @param {H3Event} event
 * @param {() => unknown} next
 * @param {Save} save
 * @returns {Promise<Response>}
 */
async function respond(event, next, save) {
  const staged = event.res
  /** @type {unknown} */
  let answer
  try {
    answer = await next()
  } catch (error) {
    if (event.app?.config.onError === undefined) {
      await save(besideError(staged))
      throw error
    }
    // What `onError` answers leaves without anything that is staged for errors, so that it has to be called here.
    answer = Promise.reject(error)
  }
  const head = await headOf(event, answer)
  try {
    await save(head)
    return head.response
  } catch (error) {
    // Nobody will read the body. One that fails when it hears of that has nobody to tell.
    head.response.body?.cancel().catch(() => {})
    // What is staged for errors, as by `handleCors`, is forgotten once there is a response.
    staged.errHeaders.forEach((value, name) => event.res.errHeaders.append(name, value))
    throw error
  }
}

/**
 * The head of the response that h3 makes of an answer.
 *
 * @param {H3Event} event
 * @param {unknown} answer
 * @returns {Promise<Message & { readonly response: Response }>}
 */
async function headOf(event, answer) {
  const { onError, ...config } = event.app?.config ?? {}
  /** The application may give the same response to others: then the head is changed in a copy. */
  let own = answer
  let response = await toResponse(answer, event, {
    ...config,
    ...(onError !== undefined && { onError: async (error) => (own = await onError(error, event)) }),
    // It is called with what becomes of this response.
    onResponse: () => {},
  })
  /** @returns {Headers} */
  const headersToChange = () => {
    if (response === own) {
      const { status, statusText, headers, body } = response
      response = new Response(body, { status, statusText, headers: new Headers(headers) })
    }
    return response.headers
  }
  return {
    get response() {
      return response
    },
    get: (name) => response.headers.get(name),
    set: (name, value) => headersToChange().set(name, value),
    getSetCookie: () => response.headers.getSetCookie(),
    setSetCookie: (lines) => setCookies(headersToChange(), lines),
  }
}

/**
 * The head of an answer that is still to be made: by h3, from what is staged for errors, or by a middleware before this one.
 *
 * @param {H3Event['res']} options
 * @returns {Message}
 */
function besideError({ headers, errHeaders }) {
  return {
    get: (name) => errHeaders.get(name),
    set: (name, value) => [errHeaders, headers].forEach((each) => each.set(name, value)),
    getSetCookie: () => errHeaders.getSetCookie(),
    setSetCookie(lines) {
      const before = headers.getSetCookie().filter((line) => !lines.includes(line))
      setCookies(errHeaders, lines)
      setCookies(headers, [...before, ...lines])
    },
  }
}

/**
 * @param {Headers} headers
 * @param {readonly string[]} lines
 * @returns {void}
 */
function setCookies(headers, lines) {
  headers.delete('Set-Cookie')
  lines.forEach((line) => headers.append('Set-Cookie', line))
}
