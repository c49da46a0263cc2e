// Sessions in Durable Objects of Cloudflare: each in an object of its own, which does one thing after the other.
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive } from './session-record.js'
import { inTime } from './durable-object-answer.js'

/** @import { SessionRecord } from './session-record.js' */

/** Stands before the storage key in the name of each object. */
const PREFIX = 'session:'

/**
 * What an object does when it is asked. Times are the clock of who asks.
 *
 * @typedef {object} SessionObject
 * @property {() => Promise<SessionRecord | null>} read
 * @property {(record: SessionRecord, now: number) => Promise<void>} set
 * @property {(record: SessionRecord, now: number) => Promise<boolean>} create
 * @property {(record: SessionRecord, version: number, now: number) => Promise<boolean>} update
 * @property {() => Promise<void>} end
 */

/**
 * What is used of the binding: a `DurableObjectNamespace` of the class `DurableSession`.
 *
 * @typedef {object} SessionNamespace
 * @property {(name: string) => SessionObject} getByName
 */

/**
 * @typedef {object} BackendOptions
 * @property {SessionNamespace} [client] The binding of the objects: `env.SESSIONS`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {DurableObjectBackend}
 */
export function createBackend(options) {
  if (options.client === undefined) {
    throw new TypeError('Sessions in Durable Objects need their binding: sessions({ client: env.SESSIONS })')
  }
  return new DurableObjectBackend(options.client, options.now)
}

/**
 * The binding is there before the first request is:
 *
 *     import { env } from 'cloudflare:workers'
 *
 *     const client = env.SESSIONS
 */
export class DurableObjectBackend extends ServerSideBackend {
  /** @type {SessionNamespace} */
  #client

  /**
   * @param {SessionNamespace} client
   * @param {() => number} [now]
   */
  constructor(client, now) {
    super(now)
    this.#client = client
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  async get(storageKey) {
    const record = await this.#ask(storageKey, (object) => object.read())
    return record !== null && isLive(record, this.now()) ? record : null
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  async set(storageKey, record) {
    await this.#ask(storageKey, (object) => object.set(record, this.now()))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    return this.#ask(storageKey, (object) => object.create(record, this.now()))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  async update(storageKey, record, version) {
    return this.#ask(storageKey, (object) => object.update(record, version, this.now()))
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    await this.#ask(storageKey, (object) => object.end())
  }

  /**
   * A Worker cannot list objects. With another `prefix` in the config none of these sessions is found any more, and each goes at
   * its deadline.
   *
   * @returns {Promise<void>}
   * @throws {SessionStoreError} Always.
   */
  deleteAll() {
    return Promise.reject(new SessionStoreError('Durable Objects cannot be listed, so not all sessions be deleted'))
  }

  /**
   * Each question takes a new stub: one that has failed once may fail for good.
   *
   * @template T
   * @param {string} name
   * @param {(object: SessionObject) => Promise<T>} question
   * @returns {Promise<T>}
   */
  #ask(name, question) {
    return inTime(() => question(this.#client.getByName(PREFIX + name)))
  }
}
