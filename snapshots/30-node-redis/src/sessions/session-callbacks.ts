// A session that also answers to callbacks, as Passport and the middlewares written for express-session call it.
import type { Session } from './session.js'
import { type RegenerateOptions, SessionObject as SessionMembers } from './session-object.js'

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
}

Object.freeze(SessionObject.prototype)

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
