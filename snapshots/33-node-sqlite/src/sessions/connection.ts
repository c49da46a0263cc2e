// One incoming request or handshake, and the head of its response, as the session middleware sees them on any framework.
import type { RequestSource } from './csrf.ts'
import type { Session } from './session.ts'
import { SessionNotInstalledError } from './session-errors.ts'

/** An incoming request or WebSocket handshake. */
export interface Connection {
  /** The Cookie header; several lines joined by `; `. Null where there is none. */
  readonly cookieHeader: string | null
  readonly source: RequestSource
  /** What switched the session off here, by name; null where it is on. */
  excluded: string | null
  /** The session; null until it is loaded, and where it is switched off. */
  session: Session | null
  /** A handler has looked at the session. */
  accessed: boolean
  /** The head of the response has left: no cookie can be set any more. */
  headSent: boolean
}

/** The head of the outgoing response: its headers can still change. */
export interface Message {
  /** A header's value; null where it is not set. */
  get(name: string): string | null
  set(name: string, value: string): void
  /** The Set-Cookie lines so far, in order. */
  getSetCookie(): readonly string[]
  /** Replaces all Set-Cookie lines, each of which stays a line of its own. */
  setSetCookie(lines: readonly string[]): void
}

/** The session that a handler looks at. */
export function accessSession(connection: Connection): Session {
  connection.accessed = true
  if (connection.session === null) {
    throw new SessionNotInstalledError(connection.excluded ?? 'it could not be loaded')
  }
  return connection.session
}

/** Keeps caches from handing one caller's response to another (RFC 9111, section 4.1). */
export function varyByCookie(message: Message): void {
  const vary = message.get('Vary')
  if (vary === null) {
    message.set('Vary', 'Cookie')
  } else if (!/(^|,)[ \t]*(cookie|\*)[ \t]*(,|$)/i.test(vary)) {
    message.set('Vary', `${vary}, Cookie`)
  }
}

/** Keeps a response that carries the session's cookie out of every cache, unless the application chose a private one. */
export function keepOutOfCaches(message: Pick<Message, 'get' | 'set'>): void {
  if (!/\b(no-store|private)\b/i.test(message.get('Cache-Control') ?? '')) {
    message.set('Cache-Control', 'no-store')
  }
}
