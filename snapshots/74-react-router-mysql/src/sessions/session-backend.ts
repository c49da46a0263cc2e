// The promises that every backend keeps, wherever it keeps the session.
import { generateSessionId } from './session-id.js'
import type { Connection, Message } from './connection.js'
import { closeEmpty, hasUnsavedData, openSession, pick, type Session, stateOf } from './session.js'
import type { SessionData } from './session-data.js'
import { SessionDestroyedError, SessionLateError } from './session-errors.js'
import { isRenewal } from './session-record.js'
import { inTurn, newState } from './session-state.js'

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
   * Keeps what the handler wrote, and puts the cookie into the head of the response before it leaves. Not called for a session
   * that is idle.
   *
   * @throws If it could not be kept. No cookie has been set then.
   */
  abstract storeInMessage(session: Session, message: Message, connection: Connection): Promise<void>

  /** What `session.save()` does. */
  abstract save(session: Session): Promise<void>

  /**
   * Takes away what is kept of a session that is over.
   *
   * @param isCarriedOn Its data goes into another session: then it must not have ended before.
   */
  protected abstract discard(session: Session, isCarriedOn: boolean): Promise<void>

  /** What `session.destroy()` does. The response waits for it, whether or not the handler does. */
  destroy(session: Session): Promise<void> {
    const state = stateOf(session)
    if (state.ended === null) {
      state.ended = inTurn(state, () => this.discard(session, false))
      state.cookieStale = state.hadCookie
      closeEmpty(session)
    }
    return state.ended
  }

  /** What `session.regenerate()` does, with the names of the fields to keep, or true for all. */
  regenerate(session: Session, keep: true | readonly string[]): Promise<Session> {
    const state = stateOf(session)
    return inTurn(state, async () => {
      if (state.ended !== null) {
        throw new SessionDestroyedError()
      }
      if (state.connection.headSent) {
        throw new SessionLateError()
      }
      await this.discard(session, keep === true || keep.length > 0)
      const data = this.deserializeData(this.serializeData(session))
      const next = newState(this, state.connection, state.hadCookie)
      next.cookieStale = state.hadCookie
      state.connection.session = openSession(next, keep === true ? data : pick(data, keep))
      state.ended = Promise.resolve()
      // Whoever holds the old session can still read it, as Passport does. A write to it throws.
      Object.freeze(session)
      return state.connection.session
    })
  }

  /**
   * Whether a response has nothing to do for the session: it was only read, and neither its deadline nor its cookie has to move.
   * A backend that does something at each response overrides it.
   */
  isIdle(session: Session): boolean {
    const state = stateOf(session)
    if (state.record !== null && isRenewal(state.touched, state.record, this.now())) {
      return false
    }
    return state.turn === null && !state.cookieStale && !hasUnsavedData(session, this)
  }

  /** Whether the session differs from what was loaded or last saved; nested changes count. */
  isChanged(session: Session): boolean {
    return this.serializeData(session) !== (stateOf(session).record?.data ?? this.serializeData({}))
  }

  /** Session data as text. Override it, with `deserializeData`, to keep what JSON can't: dates, maps, big integers. */
  serializeData(data: Partial<SessionData>): string {
    return JSON.stringify(data)
  }

  /** @throws {SyntaxError} if the text is no session data. */
  deserializeData(text: string): Partial<SessionData> {
    const data: unknown = JSON.parse(text)
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      throw new SyntaxError('Session data is not an object')
    }
    return data as Partial<SessionData>
  }

  /** A new session id. Not called before a session is written to. */
  generateSessionId(): string {
    return generateSessionId()
  }
}
