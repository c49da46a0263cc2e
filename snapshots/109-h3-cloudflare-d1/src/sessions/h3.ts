// h3's shape of the session middleware.
import { defineWebSocketHandler, type H3Event, type Middleware, toResponse } from 'h3'
import { accessSession, type Connection, type Message } from './connection'
import { SessionMiddleware } from './middleware'
import type { Session } from './session'
import type { SessionBackend } from './session-backend'
import { isFromOwnPage, isHandshake, sourceOfRequest } from './web-request'
import { SessionSocket } from './websocket'
import { type BackendOptions, createBackend } from './cloudflare-d1-backend'

/** The member of a route's `meta` that switches the session off. */
const SKIP_OPTION = 'anonymous'

/** Hooks for a handshake until its route has others. Nitro goes by the hooks: without any it opens a socket, whatever was answered. */
const refuseSocket = defineWebSocketHandler({
  upgrade() {
    throw new Response('No WebSocket can be opened here', { status: 403 })
  },
})

declare module 'h3' {
  interface H3EventContext {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /**
     * In a WebSocket handshake: the session for as long as the socket is open. The hook `open` calls
     * `closeWhenEnded((code, reason) => peer.close(code, reason))`, and `close` what that returns.
     */
    readonly sessionSocket: SessionSocket
  }
  interface H3RouteMeta {
    /** Switches the session off for this route. */
    readonly anonymous?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

/** Saves the session, and puts its cookie into the head of a response that is about to leave. */
type Save = (message: Message) => Promise<void> | null

/** Puts the caller's session on the event's context, and saves it once the handler has run: `app.use(sessions())`. */
export function sessions(options: SessionsOptions = {}): Middleware {
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

function connect(event: H3Event): Connection {
  const connection: Connection = {
    scope: isHandshake(event.req) ? 'websocket' : 'http',
    path: pathOf(event),
    cookieHeader: event.req.headers.get('Cookie'),
    source: sourceOfRequest(event.req),
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

/** Where an application is mounted, its base is taken off `event.url`, and on Node off the URL of the request with it. */
function pathOf({ req, runtime }: H3Event): string {
  return runtime?.node?.req.url?.split('?')[0] ?? new URL(req.url).pathname
}

function skippedBy(event: H3Event): string | null {
  // The route is matched before any middleware runs.
  return event.context.matchedRoute?.meta?.[SKIP_OPTION] === true ? `the meta of its route has ${SKIP_OPTION}` : null
}

/** crossws answers a handshake, and no cookie goes out with that: what is written is saved by `save()`. */
function leaveToSocket(connection: Connection): void {
  connection.headSent = true
}

/** What the handlers answer, as h3 sends it, with the session saved and its cookie set. */
async function respond(event: H3Event, next: () => unknown, save: Save): Promise<Response> {
  const staged = event.res
  let answer: unknown
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

/** The head of the response that h3 makes of an answer. */
async function headOf(event: H3Event, answer: unknown): Promise<Message & { readonly response: Response }> {
  const { onError, ...config } = event.app?.config ?? {}
  /** The application may give the same response to others: then the head is changed in a copy. */
  let own = answer
  let response = await toResponse(answer, event, {
    ...config,
    ...(onError !== undefined && { onError: async (error) => (own = await onError(error, event)) }),
    // It is called with what becomes of this response.
    onResponse: () => {},
  })
  const headersToChange = (): Headers => {
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

/** The head of an answer that is still to be made: by h3, from what is staged for errors, or by a middleware before this one. */
function besideError({ headers, errHeaders }: H3Event['res']): Message {
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

function setCookies(headers: Headers, lines: readonly string[]): void {
  headers.delete('Set-Cookie')
  lines.forEach((line) => headers.append('Set-Cookie', line))
}
