// A session that also answers to callbacks, as Passport and the middlewares written for express-session call it.
import type { Session } from './session.ts'
import { SessionDestroyedError } from './session-errors.ts'
import { type RegenerateOptions, SessionObject as SessionMembers, withData } from './session-object.ts'
import type { SessionState } from './session-state.ts'

/** Called when the work is done, with the error if it failed. */
type SessionCallback = (error?: unknown) => void

export class SessionObject extends SessionMembers {
  override regenerate(options?: RegenerateOptions | SessionCallback, callback?: SessionCallback): Promise<Session> {
    return typeof options === 'function'
      ? answer(super.regenerate(), options)
      : answer(super.regenerate(options), callback)
  }

  override destroy(callback?: SessionCallback): Promise<void> {
    return answer(super.destroy(), callback)
  }

  // Not the same as `save()`: Grant looks for a parameter to learn that it may wait.
  override save(callback?: SessionCallback): Promise<void> {
    return answer(super.save(), callback)
  }

  /**
   * Reads what others wrote to the session, on a socket long after the handshake. Fails if the session has ended.
   * Go on with the connection's session: it can be another object.
   */
  reload(callback?: SessionCallback): Promise<void> {
    return answer(reload(this), callback)
  }
}

Object.freeze(SessionObject.prototype)

async function reload(session: SessionMembers): Promise<void> {
  const state = SessionMembers.stateOf(session)
  const { backend, connection } = state
  // A session is closed with the head of its response. A socket goes on with one that takes writes, under the same id.
  const isClosed = state.ended === null && Object.isFrozen(session)
  const open = isClosed ? reopen(session, state) : session
  if (!(await backend.revalidate(withData(open)))) {
    throw new SessionDestroyedError()
  }
  if (isClosed) {
    connection.session = withData(open)
  }
}

function reopen(session: SessionMembers, state: SessionState): SessionObject {
  return Object.assign(new SessionObject(state), session)
}

/** Calls back outside of the promise, so that what the callback throws is an error of its own. */
function answer<T>(work: Promise<T>, callback: SessionCallback | undefined): Promise<T> {
  if (callback !== undefined) {
    work.then(
      () => process.nextTick(callback),
      (error: unknown) => process.nextTick(callback, error),
    )
  }
  return work
}
