// Sessions in Redis, or in Valkey: one hash a record, through ioredis.
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive } from './session-record.js'
import { inTime, isReply } from './redis-answer.js'
import { argumentsOf, FIELDS, isRecordKey, patternOf, PREFIX, recordOf } from './redis-record.js'
import { CREATE, SET, UPDATE } from './redis-scripts.js'

/**
 * @import { Cluster, Redis } from 'ioredis'
 * @import { SessionRecord } from './session-record.js'
 * @import { RedisScript } from './redis-scripts.js'
 */

/** So many keys are looked at in one step of `deleteAll`. */
const BATCH_SIZE = 1_000

/**
 * A client of one server, of Sentinel, or of a Cluster.
 *
 * @typedef {Redis | Cluster} RedisClient
 */

/**
 * @typedef {object} BackendOptions
 * @property {RedisClient} [client] Made by `new Redis` or `new Cluster`.
 * @property {() => number} [now] A clock in milliseconds since the epoch, instead of the machine's.
 */

/**
 * @param {BackendOptions} options
 * @returns {RedisBackend}
 */
export function createBackend(options) {
  if (options.client === undefined) {
    throw new TypeError('Sessions in Redis need a client of it: sessions({ client })')
  }
  return new RedisBackend(options.client, options.now)
}

/**
 * Create the client like this:
 *
 *     const client = new Redis(process.env['REDIS_URL'], { maxRetriesPerRequest: 0 })
 *     client.on('error', (error) => console.error(error))
 *
 * A command that waited for Redis to come back, or was sent again, would be run when its request is long over: a Cluster
 * takes `maxRetriesPerRequest` among its `redisOptions`. Leave `scaleReads` as it is: a replica may still have a session that
 * has ended.
 */
export class RedisBackend extends ServerSideBackend {
  /** @type {RedisClient} */
  #client

  /**
   * @param {RedisClient} client
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
  get(storageKey) {
    return this.#ask(async (client) => {
      const key = PREFIX + storageKey
      const values = await client.hmget(key, ...FIELDS).catch(orCorrupt)
      const found = recordOf(values)
      if (found === 'corrupt') {
        await client.unlink(key)
        return null
      }
      return found !== null && isLive(found, this.now()) ? found : null
    })
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<void>}
   */
  async set(storageKey, record) {
    await this.#run(SET, storageKey, argumentsOf(record, this.now()))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  create(storageKey, record) {
    return this.#run(CREATE, storageKey, argumentsOf(record, this.now()))
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  update(storageKey, record, version) {
    return this.#run(UPDATE, storageKey, argumentsOf(record, this.now(), version))
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    await this.#ask((client) => client.unlink(PREFIX + storageKey))
  }

  /** @returns {Promise<void>} */
  async deleteAll() {
    // A client with a `keyPrefix` puts it before the keys that it sends, and SCAN answers with it.
    const prefix = await this.#ask(async (client) => String(await client.eval('return KEYS[1]', 1, PREFIX)))
    for (const node of 'nodes' in this.#client ? this.#client.nodes('master') : [this.#client]) {
      let cursor = '0'
      do {
        const from = cursor
        cursor = await this.#ask(async (client) => {
          const [next, found] = await node.scan(from, 'MATCH', patternOf(prefix), 'COUNT', BATCH_SIZE)
          const keys = found.filter((key) => isRecordKey(key, prefix))
          // One by one: in a Cluster a command takes several keys of one slot only.
          await Promise.all(keys.map((key) => client.unlink(key.slice(prefix.length - PREFIX.length))))
          return next
        })
      } while (cursor !== '0')
    }
  }

  /**
   * @param {RedisScript} script
   * @param {string} storageKey
   * @param {string[]} values
   * @returns {Promise<boolean>}
   */
  #run(script, storageKey, values) {
    return this.#ask(async (client) => {
      const key = PREFIX + storageKey
      const answer = await client.evalsha(script.sha1, 1, key, ...values).catch((/** @type {unknown} */ error) => {
        // A server that has been restarted, or has taken over, does not know the script yet.
        if (isReply(error, 'NOSCRIPT')) {
          return client.eval(script.text, 1, key, ...values)
        }
        throw error
      })
      // A text, if the client was created with `stringNumbers`.
      return Number(answer) === 1
    })
  }

  /**
   * A request does not wait for a connection that is lost. The client restores it by itself.
   *
   * @template T
   * @param {(client: RedisClient) => Promise<T>} command
   * @returns {Promise<T>}
   */
  #ask(command) {
    const isLost = ['close', 'reconnecting', 'end'].includes(this.#client.status)
    return inTime(
      isLost
        ? Promise.reject(new SessionStoreError('Redis is not connected'))
        : command(this.#client).catch(withoutCommand),
    )
  }
}

/**
 * Something else than a hash, where a record should be.
 *
 * @param {unknown} error
 * @returns {string[]}
 */
function orCorrupt(error) {
  if (isReply(error, 'WRONGTYPE')) {
    return ['']
  }
  throw error
}

/**
 * The client's errors hold the command that failed, session data included: that must not get into a log.
 *
 * @param {unknown} error
 * @returns {never}
 */
function withoutCommand(error) {
  if (error instanceof Error) {
    Reflect.deleteProperty(error, 'command')
  }
  throw error
}
