// Route Handlers with a session.
import type { AsyncLocalStorage } from 'node:async_hooks'
import { cookies } from 'next/headers.js'
import type { NextRequest } from 'next/server.js'
import { accessSession, type Connection } from './connection.js'
import type { SessionMiddleware } from './middleware.js'
import type { Session } from './session.js'
import { answerError, saveInResponse } from './web-response.js'
import { connect, saveInCookies, tellOfLateWrites } from './nextjs-requests.js'

/** The option of a handler that is to have no session. */
const SKIP_OPTION = 'skipSession'

/** The name of the session beside `params`. */
const PROPERTY = 'session'

/** What Next.js hands over beside the request. */
interface RouteContext {
  readonly params: Promise<unknown>
}

export interface WithSession {
  /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
  readonly session: Session
}

export interface HandlerOptions {
  /** Switches the session off for the requests of this handler. */
  readonly skipSession?: boolean
  /**
   * Answers what the session fails with, and what the handler throws; tell whoever collects errors. What it throws in turn is
   * left to Next.js. Without it, the answer is the status of the error, or 500, and what is no fault of the caller goes to the
   * console.
   */
  readonly onError?: (error: unknown, request: NextRequest, context: WithSession) => Response | Promise<Response>
}

/**
 * Makes a Route Handler out of one that uses the session.
 *
 * @param handle Is called once the session is loaded. The response leaves when it is saved.
 */
export type RouteHandler = <Context extends RouteContext = RouteContext>(
  handle: (request: NextRequest, context: Context & WithSession) => Response | Promise<Response>,
  options?: HandlerOptions,
) => (request: NextRequest, context: Context) => Promise<Response>

export function handlersWith(open: () => SessionMiddleware, running: AsyncLocalStorage<Connection>): RouteHandler {
  return (handle, options = {}) => {
    const { onError = answerError } = options
    const isSkipped = options[SKIP_OPTION] === true

    return async (request, context) => {
      const connection: Connection = {
        ...connect(request.headers),
        excluded: isSkipped ? `its handler has the option ${SKIP_OPTION}` : null,
      }
      const withSession = addSession(context, connection)
      const fail = (error: unknown): Response | Promise<Response> => onError(error, request, withSession)
      const answer = await load(open(), connection)
        .then(() => running.run(connection, () => handle(request, withSession)))
        .catch((error: unknown) => (isForNext(error) ? leaveToNext(open(), connection, error, fail) : fail(error)))
      return saveInResponse(answer, open().createSendWrapper(connection)).catch(fail)
    }
  }
}

async function load(middleware: SessionMiddleware, connection: Connection): Promise<void> {
  await middleware.load(connection)
  tellOfLateWrites(connection)
}

function addSession<Context extends RouteContext>(context: Context, connection: Connection): Context & WithSession {
  return Object.defineProperties({} as Context & WithSession, {
    ...Object.getOwnPropertyDescriptors(context),
    [PROPERTY]: { get: () => accessSession(connection), enumerable: true },
  })
}

/** Whether it is no error, but what `redirect()`, `notFound()` and their like throw. Next.js knows them by their digest. */
function isForNext(error: unknown): error is { readonly digest: string } {
  return typeof error === 'object' && error !== null && 'digest' in error && typeof error.digest === 'string'
}

/** Saves the session before Next.js answers, and sets its cookie where that takes one along. */
async function leaveToNext(
  middleware: SessionMiddleware,
  connection: Connection,
  thrown: { readonly digest: string },
  fail: (error: unknown) => Response | Promise<Response>,
): Promise<Response> {
  const status = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/.exec(thrown.digest)?.[1]
  if (status !== undefined) {
    // What Next.js answers to `notFound()`, `forbidden()` and `unauthorized()`, without the cookies.
    return new Response(null, { status: Number(status) })
  }
  try {
    await saveInCookies(middleware, connection, cookies)
  } catch (error) {
    return fail(error)
  }
  throw thrown
}
