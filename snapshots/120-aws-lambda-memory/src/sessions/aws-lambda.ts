// The session middleware for functions of AWS Lambda that answer HTTP: an event comes in, a result goes out.
import { accessSession, type Connection } from './connection'
import { SessionMiddleware } from './middleware'
import type { Session } from './session'
import type { SessionBackend } from './session-backend'
import { SessionNotInstalledError } from './session-errors'
import { type BackendOptions, createBackend } from './memory-backend'
import { connectionOf, type HttpEvent } from './lambda-event'
import { headOf, type HttpResult, resultOf } from './lambda-result'

/** The option of a function that is to have no session. */
const SKIP_OPTION = 'skipSession'

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

export interface HandlerOptions<Event extends object = object> {
  /** Switches the session off for the events of this function. */
  readonly skipSession?: boolean
  /**
   * Answers what the session fails with, and what the function throws. What it throws in turn is an error of the function for
   * AWS Lambda. Without it, the answer is the status of the error, or 500, and what is no fault of the caller goes to the console.
   */
  readonly onError?: (error: unknown, event: Event) => unknown
}

/**
 * Makes a handler out of an asynchronous function that uses the session.
 *
 * @param handle Is called once the session is loaded, with all that AWS Lambda hands over. What of that TypeScript cannot infer the
 *   type of is `any` here: it says what it is as soon as the parameter has a type.
 */
export type WithSession = <Event extends HttpEvent, Rest extends readonly any[], Result>(
  handle: (event: Event, ...rest: Rest) => Promise<Result>,
  options?: HandlerOptions<Event>,
) => (event: Event, ...rest: Rest) => Promise<Result | HttpResult>

/** The session is kept beside the event, which is data: it may be logged, and compared. */
const connections = new WeakMap<HttpEvent, Connection>()

/**
 * The caller's session. Look it up each time: `regenerate` puts another in its place.
 *
 * @param event The one that the function was called with: a copy of it is not known.
 * @throws {SessionNotInstalledError} If the session is switched off for it, or it did not come through `sessions()`.
 */
export function getSession(event: HttpEvent): Session {
  const connection = connections.get(event)
  if (connection === undefined) {
    throw new SessionNotInstalledError('this event, or this copy of one, did not come through sessions()')
  }
  return accessSession(connection)
}

/** Loads the caller's session before a function runs, and saves it before its result is returned: `export const handler = sessions()(handle)`. */
export function sessions(options: SessionsOptions = {}): WithSession {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const withSession = <Event extends HttpEvent, Rest extends readonly any[], Result>(
    handle: (event: Event, ...rest: Rest) => Promise<Result>,
    handlerOptions: HandlerOptions<Event> = {},
  ): ((event: Event, ...rest: Rest) => Promise<Result | HttpResult>) => {
    const { onError = answerError } = handlerOptions
    const isSkipped = handlerOptions[SKIP_OPTION] === true

    const answerWithSession = async (event: Event, ...rest: Rest): Promise<Result | HttpResult> => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (connections.has(event)) {
        return handle(event, ...rest)
      }
      const connection = connectionOf(event, isSkipped ? `its function has the option ${SKIP_OPTION}` : null)
      connections.set(event, connection)
      const fail = async (error: unknown): Promise<unknown> => onError(error, event)
      const result = await middleware
        .load(connection)
        .then(() => handle(event, ...rest))
        .catch(fail)
      return save(middleware, connection, event, result).catch(async (error: unknown) =>
        resultOf(event, await fail(error)),
      )
    }
    return answerWithSession
  }
  return withSession
}

async function save(
  middleware: SessionMiddleware,
  connection: Connection,
  event: HttpEvent,
  result: unknown,
): Promise<HttpResult> {
  const head = headOf(event, resultOf(event, result))
  await middleware.createSendWrapper(connection)(head)
  return head.result
}

/** Where the application does not answer errors by itself. All that a caller gets to know of one is its status. */
function answerError(error: unknown): HttpResult {
  const statusCode = statusOf(error)
  if (statusCode >= 500) {
    console.error(error)
  }
  return { statusCode, body: '' }
}

/** 403 of a request that another site sent, 503 of a store that does not answer, and so on. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500
}
