// The session middleware for handlers of the Fetch API: a Request comes in, a Response goes out.
import { accessSession, type Connection } from './connection'
import { SessionMiddleware } from './middleware'
import type { Session } from './session'
import type { SessionBackend } from './session-backend'
import { SessionNotInstalledError } from './session-errors'
import { isFromOwnPage, isHandshake, sourceOfRequest } from './web-request'
import { answerError, saveInResponse } from './web-response'
import { SessionSocket } from './websocket'
import { type BackendOptions, createBackend } from './memory-backend'

/** The option of a handler that is to have no session. */
const SKIP_OPTION = 'skipSession'

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

export interface HandlerOptions<Incoming extends Request = Request> {
  /** Switches the session off for the requests of this handler. */
  readonly skipSession?: boolean
  /**
   * Answers what the session fails with, and what the handler throws. What it throws in turn is left to the platform. Without it,
   * the answer is the status of the error, or 500, and what is no fault of the caller goes to the console.
   */
  readonly onError?: (error: unknown, request: Incoming) => Response | Promise<Response>
}

/**
 * Makes a handler out of one that uses the session.
 *
 * @param handle Is called once the session is loaded, with all that the platform hands over. What of that TypeScript cannot infer the
 *   type of, as of Bun's server, is `any` here: it says what it is as soon as the parameter has a type.
 */
export type WithSession = <Incoming extends Request, Rest extends readonly any[], Answer extends Response | undefined>(
  handle: (request: Incoming, ...rest: Rest) => Answer | Promise<Answer>,
  options?: HandlerOptions<Incoming>,
) => (request: Incoming, ...rest: Rest) => Promise<Answer | Response>

/** The session is kept beside the request, not on it: what a platform hands over may be frozen, and its type is the platform's. */
const connections = new WeakMap<Request, Connection>()

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param request The one that the handler was called with: a copy of it is not known.
 * @throws {SessionNotInstalledError} If the session is switched off for it, or it did not come through `sessions()`.
 */
export function getSession(request: Request): Session {
  return accessSession(connectionOf(request))
}

/**
 * The session of a WebSocket handshake, for as long as the socket is open. When it opens, call
 * `closeWhenEnded((code, reason) => socket.close(code, reason))`; when it closes, what that returns.
 *
 * @throws {SessionNotInstalledError} As `getSession`.
 */
export function getSessionSocket(request: Request): SessionSocket {
  return new SessionSocket(connectionOf(request))
}

/** Loads the caller's session before a handler runs, and saves it before the response leaves: `fetch: sessions()(handle)`. */
export function sessions(options: SessionsOptions = {}): WithSession {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const withSession = <Incoming extends Request, Rest extends readonly any[], Answer extends Response | undefined>(
    handle: (request: Incoming, ...rest: Rest) => Answer | Promise<Answer>,
    handlerOptions: HandlerOptions<Incoming> = {},
  ): ((request: Incoming, ...rest: Rest) => Promise<Answer | Response>) => {
    const { onError = answerError } = handlerOptions
    const isSkipped = handlerOptions[SKIP_OPTION] === true

    const answerWithSession = async (request: Incoming, ...rest: Rest): Promise<Answer | Response> => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (connections.has(request)) {
        return handle(request, ...rest)
      }
      if (isHandshake(request) && !isFromOwnPage(request)) {
        return new Response('A page of this origin may not open a WebSocket here', { status: 403 })
      }
      const connection = connect(request, isSkipped)
      const fail = (error: unknown): Response | Promise<Response> => onError(error, request)
      const answer = await load(middleware, connection)
        .then(() => handle(request, ...rest))
        .catch(fail)
      return answer === undefined ? answer : save(middleware, connection, answer).catch(fail)
    }
    return answerWithSession
  }
  return withSession
}

function connect(request: Request, isSkipped: boolean): Connection {
  const connection: Connection = {
    scope: isHandshake(request) ? 'websocket' : 'http',
    path: new URL(request.url).pathname,
    cookieHeader: request.headers.get('Cookie'),
    source: sourceOfRequest(request),
    excluded: skippedBy(isSkipped),
    session: null,
    accessed: false,
    headSent: false,
  }
  connections.set(request, connection)
  return connection
}

function connectionOf(request: Request): Connection {
  const connection = connections.get(request)
  if (connection === undefined) {
    throw new SessionNotInstalledError('this request, or this copy of one, did not come through sessions()')
  }
  return connection
}

function skippedBy(isSkipped: boolean): string | null {
  return isSkipped ? `its handler has the option ${SKIP_OPTION}` : null
}

async function load(middleware: SessionMiddleware, connection: Connection): Promise<void> {
  await middleware.load(connection)
  if (connection.scope === 'websocket') {
    leaveToSocket(connection)
  }
}

/** The platform answers a handshake, and no cookie goes out with that. */
function leaveToSocket(connection: Connection): void {
  connection.headSent = true
}

async function save(middleware: SessionMiddleware, connection: Connection, answer: Response): Promise<Response> {
  if (connection.scope === 'websocket') {
    return answer
  }
  return saveInResponse(answer, middleware.createSendWrapper(connection))
}
