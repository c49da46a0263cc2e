// The session middleware for handlers of the Fetch API: a Request comes in, a Response goes out.
import { accessSession, type Connection } from './connection.js'
import { SessionMiddleware } from './middleware.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { SessionNotInstalledError } from './session-errors.js'
import { isHandshake } from './web-request.js'
import { answerError, saveInResponse } from './web-response.js'
import { type BackendOptions, createBackend } from './cloudflare-d1-backend.js'

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
    path: new URL(request.url).pathname,
    cookieHeader: request.headers.get('Cookie'),
    excluded: skippedBy(request, isSkipped),
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

function skippedBy(request: Request, isSkipped: boolean): string | null {
  if (isHandshake(request)) {
    return 'only HTTP connections have one'
  }
  return isSkipped ? `its handler has the option ${SKIP_OPTION}` : null
}

async function load(middleware: SessionMiddleware, connection: Connection): Promise<void> {
  await middleware.load(connection)
}

async function save(middleware: SessionMiddleware, connection: Connection, answer: Response): Promise<Response> {
  return saveInResponse(answer, middleware.createSendWrapper(connection))
}
