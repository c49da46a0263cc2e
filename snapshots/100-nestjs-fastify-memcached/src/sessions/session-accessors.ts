// A session as the plugins of Fastify call it: by `get` and `set`, too.
import type { Session } from './session.js'
import type { RegenerateOptions } from './session-object.js'
import { type SessionCallback, SessionObject as SessionMembers } from './session-callbacks.js'

export class SessionObject extends SessionMembers {
  /** A field of your data; undefined where there is none. */
  get(name: string): unknown {
    return Object.hasOwn(this, name) ? Reflect.get(this, name) : undefined
  }

  /** Sets a field of your data. Undefined takes it away when the session is saved. */
  set(name: string, value: unknown): void {
    if (name in SessionObject.prototype) {
      throw new TypeError(`A field of a session cannot be called ${name}`)
    }
    Object.assign(this, { [name]: value })
  }

  /** Your data as an object of its own. */
  data(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this))
  }

  /** @param options What the new session takes over. A list of names is short for `{ keep: names }`. */
  override regenerate(
    options?: RegenerateOptions | readonly string[] | SessionCallback,
    callback?: SessionCallback,
  ): Promise<Session> {
    return super.regenerate(isList(options) ? { keep: options } : options, callback)
  }
}

Object.freeze(SessionObject.prototype)

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
