// The session middleware for Node's own servers: node:http, node:https, and the compatibility API of node:http2.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Connection } from './connection.js'
import { sourceOf } from './csrf.js'
import { SessionMiddleware } from './middleware.js'
import { HEADERS_OF_THE_ANSWER } from './node-head.js'
import { canSendHead, exposeSession } from './node-request.js'
import { loadForResponse } from './node-session.js'
import { createUpgrades, loadHandshake, type SessionUpgrades } from './node-upgrade.js'
import type { Session } from './session.js'
import type { SessionBackend } from './session-backend.js'
import { type BackendOptions, createBackend } from './mysql-backend.js'

/** An earlier listener sets the request's member of this name to true where there is to be no session. */
const SKIP_OPTION = 'skipSession'

declare module 'node:http' {
  interface IncomingMessage {
    /** The caller's session, on a server's requests. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set before the sessions get to see it. */
    skipSession?: boolean
  }
}

declare module 'node:http2' {
  interface Http2ServerRequest {
    /** The caller's session. Look it up each time: `regenerate` puts another in its place. */
    readonly session: Session
    /** Switches the session off for this request, if it is set before the sessions get to see it. */
    skipSession?: boolean
  }
}

export interface SessionsOptions extends BackendOptions {
  /** Instead of the backend that the other options describe. */
  readonly backend?: SessionBackend
}

type Incoming = IncomingMessage | Http2ServerRequest
type Outgoing = ServerResponse | Http2ServerResponse

interface SessionsListener {
  /**
   * Makes a listener of a server's `request` event out of one that uses the session.
   *
   * @param handle Is called once the session is loaded; it may be asynchronous.
   * @param onError Answers what the session fails with, and what `handle` throws. Without one, the answer is the status of the
   * error, or 500, and what is no fault of the caller goes to the console.
   */
  <Request extends Incoming = IncomingMessage, Response extends Outgoing = ServerResponse>(
    handle: (request: Request, response: Response) => unknown,
    onError?: (error: unknown, request: Request, response: Response) => unknown,
  ): (request: Request, response: Response) => void
  readonly upgrade: SessionUpgrades['upgrade']
  readonly addCookies: SessionUpgrades['addCookies']
}

/** Puts the caller's session on the request, and saves it before the head of the response leaves: `createServer(sessions()(handle))`. */
export function sessions(options: SessionsOptions = {}): SessionsListener {
  const middleware = new SessionMiddleware(options.backend ?? createBackend(options))

  const load = async (request: Incoming, response: Outgoing, fail: (error: unknown) => void): Promise<void> => {
    if (!canSendHead(response)) {
      await loadHandshake(middleware, request as IncomingMessage)
      return
    }
    const connection = connectionOf(request)
    exposeSession(request, connection)
    await loadForResponse(middleware, connection, withoutVersion(response), fail)
  }

  const listen = <Request extends Incoming, Response extends Outgoing>(
    handle: (request: Request, response: Response) => unknown,
    onError: (error: unknown, request: Request, response: Response) => unknown = answerError,
  ): ((request: Request, response: Response) => unknown) => {
    return (request, response) => {
      // A second copy of the middleware leaves the session, and the errors, to the first.
      if (Object.hasOwn(request, 'session')) {
        return handle(request, response)
      }
      const fail = (error: unknown): unknown => onError(error, request, response)
      return load(request, response, fail)
        .then(() => handle(request, response))
        .catch(fail)
    }
  }

  const { upgrade, addCookies } = createUpgrades(middleware)
  listen.upgrade = upgrade
  listen.addCookies = addCookies
  return listen
}

function connectionOf(request: Incoming): Connection {
  return {
    scope: 'http',
    cookieHeader: request.headers.cookie ?? null,
    source: sourceOf(request),
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy(request: Incoming): string | null {
  return request[SKIP_OPTION] === true ? `request.${SKIP_OPTION} is set` : null
}

/** The compatibility API of HTTP/2 has all members of a response that are used here. */
function withoutVersion(response: Outgoing): ServerResponse {
  return response as ServerResponse
}

/** Where the application does not answer errors by itself. All that a caller gets to know of one is its status. */
function answerError(error: unknown, request: Incoming, response: Outgoing): void {
  const status = statusOf(error)
  if (status >= 500) {
    console.error(error)
  }
  if (!canSendHead(response)) {
    // Nothing else would ever answer such a handshake.
    request.destroy()
  } else if (!response.headersSent) {
    HEADERS_OF_THE_ANSWER.filter((name) => response.hasHeader(name)).forEach((name) => response.removeHeader(name))
    withoutVersion(response).writeHead(status, { 'Content-Type': 'text/plain' }).end(STATUS_CODES[status])
  } else if (!response.writableEnded) {
    // What ends here must not pass for the whole answer.
    response.destroy()
  }
}

/** 403 of a request that another site sent, 503 of a store that does not answer, and so on. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return status >= 400 && status in STATUS_CODES ? status : 500
}
