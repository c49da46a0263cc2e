// A session as the plugins of Fastify call it: by `get` and `set`, too.
import { SessionObject as SessionMembers } from './session-callbacks.js'

/**
 * @import { Session } from './session.js'
 * @import { RegenerateOptions } from './session-object.js'
 * @import { SessionCallback } from './session-callbacks.js'
 */

export class SessionObject extends SessionMembers {
  /**
   * A field of your data; undefined where there is none.
   *
   * @param {string} name
   * @returns {unknown}
   */
  get(name) {
    return Object.hasOwn(this, name) ? Reflect.get(this, name) : undefined
  }

  /**
   * Sets a field of your data. Undefined takes it away when the session is saved.
   *
   * @param {string} name
   * @param {unknown} value
   * @returns {void}
   */
  set(name, value) {
    if (name in SessionObject.prototype) {
      throw new TypeError(`A field of a session cannot be called ${name}`)
    }
    Object.assign(this, { [name]: value })
  }

  /**
   * Your data as an object of its own.
   *
   * @returns {Record<string, unknown>}
   */
  data() {
    return Object.fromEntries(Object.entries(this))
  }

  /**
   * @param {RegenerateOptions | readonly string[] | SessionCallback} [options] What the new session takes over. A list
   * of names is short for `{ keep: names }`.
   * @param {SessionCallback} [callback]
   * @returns {Promise<Session>}
   */
  regenerate(options, callback) {
    return super.regenerate(isList(options) ? { keep: options } : options, callback)
  }
}

Object.freeze(SessionObject.prototype)

/**
 * @param {unknown} value
 * @returns {value is readonly string[]}
 */
function isList(value) {
  return Array.isArray(value)
}
