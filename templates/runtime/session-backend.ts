// The promises that every backend keeps, wherever it keeps the session.
import { generateSessionId } from '../slots/session-id.ts'
import type { Connection, Message } from './connection.ts'
import { type Session, stateOf } from './session.ts'
import type { SessionData } from './session-data.ts'

/** An empty session, serialized: nobody wrote to it yet. */
const NO_DATA = '{}'

export abstract class SessionBackend {
  /** The reader's clock, in milliseconds since the epoch. */
  readonly now: () => number

  constructor(now: () => number = Date.now) {
    this.now = now
  }

  /**
   * Loads the session of a connection. A connection without our cookie costs nothing and gets an empty session.
   *
   * @throws If the backend cannot tell whether there is a session: not knowing is not the same as having none.
   */
  abstract loadFromConnection(connection: Connection): Promise<Session>

  /**
   * Keeps what the handler wrote, and puts the cookie into the head of the response before it leaves.
   *
   * @throws If it could not be kept. No cookie has been set then.
   */
  abstract storeInMessage(session: Session, message: Message, connection: Connection): Promise<void>

  /** What `session.save()` does. */
  abstract save(session: Session): Promise<void>

  /** What `session.destroy()` does. */
  abstract destroy(session: Session): Promise<void>

  /** What `session.regenerate()` does, with the names of the fields to keep, or true for all. */
  abstract regenerate(session: Session, keep: true | readonly string[]): Promise<Session>

  // @when spec.websocket
  /**
   * Whether a session on an open socket still lives; if it does and was not written to, it takes over what others wrote.
   *
   * @throws If the backend cannot tell.
   */
  abstract revalidate(session: Session): Promise<boolean>

  /** Whether the session differs from what was loaded or last saved; nested changes count. */
  isChanged(session: Session): boolean {
    return this.serializeData(session) !== (stateOf(session).record?.data ?? NO_DATA)
  }

  /** Session data as text. Override it, with `deserializeData`, to keep what JSON can't: dates, maps, big integers. */
  serializeData(data: SessionData): string {
    return JSON.stringify(data)
  }

  /** @throws {SyntaxError} if the text is no session data. */
  deserializeData(text: string): SessionData {
    const data: unknown = JSON.parse(text)
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new SyntaxError('Session data is not an object')
    }
    return data as SessionData
  }

  /** A new session id. Not called before a session is written to. */
  generateSessionId(): string {
    return generateSessionId()
  }
}
