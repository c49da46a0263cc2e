// Sessions in memcached: one item a record, over its text protocol.
import { readEnvironment } from './environment.js'
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive } from './session-record.js'
import { MemcachedConnection } from './memcached-connection.js'
import { expiryOf, keyOf, recordOf, textOf } from './memcached-record.js'

/** @import { SessionRecord } from './session-record.js' */

/** `127.0.0.1:11211`, `[::1]:11211`, or a name. */
const SERVER = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/i

const DEFAULT_PORT = 11_211

/**
 * @typedef {object} BackendOptions
 * @property {MemcachedConnection} [client] Instead of one to the server that the environment variable
 * `MEMCACHED_SERVER` names.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {MemcachedBackend}
 */
export function createBackend(options) {
  return new MemcachedBackend(options.client ?? connectionTo(readEnvironment('MEMCACHED_SERVER')), options.now)
}

/**
 * @param {string | undefined} server
 * @returns {MemcachedConnection}
 */
function connectionTo(server) {
  const [, address, name, port] = SERVER.exec(server ?? '') ?? []
  const host = address ?? name
  if (host === undefined) {
    throw new TypeError(
      'Sessions in memcached need a server: MEMCACHED_SERVER is to be a host and a port, as 127.0.0.1:11211',
    )
  }
  return new MemcachedConnection(host, Number(port ?? DEFAULT_PORT))
}

/**
 * An item as it was read.
 *
 * @typedef {object} Found
 * @property {SessionRecord | null} record Null where it is no record.
 * @property {string} state Which of its states it was, for `cas`.
 */

/**
 * What may come of a write: it was done, the item is there already, it is in another state, or there is none.
 *
 * @typedef {'STORED' | 'NOT_STORED' | 'EXISTS' | 'NOT_FOUND'} Outcome
 */

export class MemcachedBackend extends ServerSideBackend {
  /** @type {MemcachedConnection} */
  #client

  /**
   * @param {MemcachedConnection} client
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
    const found = await this.#find(storageKey)
    if (found === null) {
      return null
    }
    if (found.record === null) {
      await this.delete(storageKey)
      return null
    }
    return this.#liveOf(found)
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  async set(storageKey, record) {
    await this.#store('set', storageKey, record)
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async create(storageKey, record) {
    if ((await this.#store('add', storageKey, record)) === 'STORED') {
      return true
    }
    // What is over by the clock of the application may be there still.
    const found = await this.#find(storageKey)
    return (
      found !== null &&
      this.#liveOf(found) === null &&
      (await this.#store('cas', storageKey, record, found.state)) === 'STORED'
    )
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  update(storageKey, record, version) {
    return this.#change(storageKey, (stored) => (stored.version === version ? record : null))
  }

  /**
   * @param {string} storageKey
   * @param {number} renewedAt
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  touch(storageKey, renewedAt, expiresAt) {
    return this.#change(storageKey, (stored) => ({
      ...stored,
      renewedAt,
      expiresAt: Math.max(stored.expiresAt, expiresAt),
    }))
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    await this.#client.ask(`delete ${keyOf(storageKey)}`)
  }

  /**
   * memcached lists nothing, and its `flush_all` takes the items of everybody else along.
   *
   * @returns {Promise<void>}
   */
  deleteAll() {
    return Promise.reject(new SessionStoreError('memcached cannot tell which sessions it has'))
  }

  /**
   * Writes what becomes of a live record, unless that has changed meanwhile: then once more, from what it is now.
   *
   * @param {string} storageKey
   * @param {(stored: SessionRecord) => SessionRecord | null} next Null if it is to stay as it is.
   * @returns {Promise<boolean>}
   */
  async #change(storageKey, next) {
    /** @type {Outcome} */
    let outcome
    do {
      const found = await this.#find(storageKey)
      const stored = found === null ? null : this.#liveOf(found)
      const changed = stored === null ? null : next(stored)
      if (found === null || changed === null) {
        return false
      }
      outcome = await this.#store('cas', storageKey, changed, found.state)
    } while (outcome === 'EXISTS')
    return outcome === 'STORED'
  }

  /**
   * @param {Found} options
   * @returns {SessionRecord | null}
   */
  #liveOf({ record }) {
    return record !== null && isLive(record, this.now()) ? record : null
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<Found | null>}
   */
  async #find(storageKey) {
    const key = keyOf(storageKey)
    const { words, value } = await this.#client.ask(`gets ${key}`)
    if (value === null ? words[0] !== 'END' : words[1] !== key) {
      // What comes next belongs to another question too: nobody is to get the session of somebody else.
      this.#client.close()
      throw new SessionStoreError('memcached answered what was not asked')
    }
    return value === null ? null : { record: recordOf(value), state: words[4] ?? '' }
  }

  /**
   * @param {'set' | 'add' | 'cas'} verb
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<Outcome>}
   */
  async #store(verb, storageKey, record, state = '') {
    const value = textOf(record)
    const words = [verb, keyOf(storageKey), 0, expiryOf(record, this.now()), value.length, state]
    const answer = await this.#client.ask(words.join(' ').trim(), value)
    return /** @type {Outcome} */ (answer.words[0])
  }
}
