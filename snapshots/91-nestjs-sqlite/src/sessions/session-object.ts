// The members that every session has beside your data.
import type { Session } from './session.js'
import type { SessionState } from './session-state.js'

export interface RegenerateOptions {
  /** What the new session takes over: everything, or the fields of these names. Nothing by default. */
  readonly keep?: true | readonly string[]
}

export class SessionObject {
  readonly #state: SessionState

  constructor(state: SessionState) {
    this.#state = state
  }

  /** What the backend keeps in mind of a session; handlers have no use for it. */
  static stateOf(session: SessionObject): SessionState {
    return session.#state
  }

  /** The session id, base64url; null before the first write. It changes at `regenerate`. */
  get id(): string | null {
    const state = this.#state
    if (state.id === null && state.ended === null && state.backend.isChanged(withData(this))) {
      state.id = state.backend.generateSessionId()
    }
    return state.id
  }

  /** Whether the connection came without a session. */
  get isNew(): boolean {
    return this.#state.isNew
  }

  /**
   * Ends this session and starts another under a new id: at login, at logout, and at each change of privilege.
   * Go on with the session that it returns, which is also the connection's from now on: a write to this one throws.
   *
   * @throws What the backend throws, if the old session could not be ended. Nothing has changed then.
   */
  regenerate(options: RegenerateOptions = {}): Promise<Session> {
    return this.#state.backend.regenerate(withData(this), options.keep ?? [])
  }

  /** Ends the session for good: no save, in this or a parallel request, brings it back. A write to it throws from now on. */
  destroy(): Promise<void> {
    return this.#state.backend.destroy(withData(this))
  }

  /** Saves now what would be saved with the response. */
  save(): Promise<void> {
    return this.#state.backend.save(withData(this))
  }

  /** Moves the deadline with this response, however short ago it was moved. */
  touch(): void {
    this.#state.touched = true
  }
}

// A field of this name can't take a member's place: assigning it throws.
Object.freeze(SessionObject.prototype)

/** The same object, as what it is together with your data. */
export function withData(session: SessionObject): Session {
  return session as unknown as Session
}
