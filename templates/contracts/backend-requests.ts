// Requests to a backend through the real middleware, with connections and messages made by hand.
import { PLAIN_REQUEST } from './request-source.ts'
import type { Connection, Message } from '../runtime/connection.ts'
import { SessionMiddleware } from '../runtime/middleware.ts'
import type { Session } from '../runtime/session.ts'
import type { SessionBackend } from '../runtime/session-backend.ts'
import { COOKIE_NAME } from '../runtime/session-cookie.ts'

export interface Answer {
  /** The value of the session's cookie after the response: what came with the request, unless the response replaced it. */
  readonly cookie: string | null
  /** The Set-Cookie lines of the response. */
  readonly setCookie: readonly string[]
  /** Its other headers, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
}

/** A request whose session is loaded; its head has not left. */
export interface OpenRequest {
  /** The session as handlers look it up: another one after `regenerate`. */
  readonly session: Session
  /**
   * @param own Headers of the application, by lower-case name.
   * @throws What the commit throws: then nothing has been sent.
   */
  commit(own?: Readonly<Record<string, string>>): Promise<Answer>
}

/**
 * @param cookie The value of the session's cookie; null for a request without one.
 * @param scope Of a handshake the head leaves with `commit`, and the socket is open from then on.
 */
export async function begin(
  backend: SessionBackend,
  cookie: string | null,
  scope: Connection['scope'] = 'http',
  source: Connection['source'] = PLAIN_REQUEST,
): Promise<OpenRequest> {
  const connection: Connection = {
    scope,
    path: '/',
    cookieHeader: cookie === null ? null : `${COOKIE_NAME}=${cookie}`,
    secure: true,
    source,
    excluded: null,
    session: null,
    accessed: true,
    headSent: false,
  }
  const middleware = new SessionMiddleware(backend)
  await middleware.load(connection)
  return {
    get session() {
      if (connection.session === null) {
        throw new Error(`No session was loaded: ${connection.excluded}`)
      }
      return connection.session
    },
    async commit(own = {}) {
      const { message, setCookie, headers } = emptyMessage()
      Object.entries(own).forEach(([name, value]) => message.set(name, value))
      await middleware.createSendWrapper(connection)(message)
      return { cookie: cookieAfter(cookie, setCookie), setCookie, headers }
    },
  }
}

/**
 * One request from its beginning to the head of its response.
 *
 * @param cookie The value of the session's cookie; null for a request without one.
 * @throws What the commit throws: then nothing has been sent.
 */
export async function request(
  backend: SessionBackend,
  cookie: string | null,
  handle: (session: Session) => unknown = () => {},
): Promise<Answer> {
  const { session, commit } = await begin(backend, cookie)
  await handle(session)
  return commit()
}

/** The data of the session that a cookie leads to. */
export async function read(backend: SessionBackend, cookie: string | null): Promise<object> {
  let data = {}
  await request(backend, cookie, (session) => {
    data = { ...session }
  })
  return data
}

function emptyMessage(): { message: Message } & Pick<Answer, 'headers'> & { setCookie: string[] } {
  const headers = new Map<string, string>()
  const setCookie: string[] = []
  const message: Message = {
    get: (name) => headers.get(name.toLowerCase()) ?? null,
    set: (name, value) => void headers.set(name.toLowerCase(), value),
    getSetCookie: () => setCookie,
    setSetCookie: (lines) => void setCookie.splice(0, Infinity, ...lines),
  }
  return { message, setCookie, headers }
}

function cookieAfter(before: string | null, setCookie: readonly string[]): string | null {
  const [line] = setCookie
  if (line === undefined) {
    return before
  }
  return line.includes('Max-Age=0;') ? null : line.slice(line.indexOf('=') + 1, line.indexOf(';'))
}
