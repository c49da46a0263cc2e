// Sessions in Redis, or in Valkey: one hash a record, through node-redis.
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive } from './session-record.js'
import { inTime, isReply } from './redis-answer.js'
import { argumentsOf, FIELDS, isRecordKey, patternOf, PREFIX, recordOf } from './redis-record.js'
import { CREATE, SET, UPDATE } from './redis-scripts.js'

/**
 * @import { RedisClientType } from 'redis'
 * @import { SessionRecord } from './session-record.js'
 * @import { RedisScript } from './redis-scripts.js'
 */

/** So many keys are looked at in one step of `deleteAll`. */
const BATCH_SIZE = 1_000

/**
 * What sessions ask of Redis.
 *
 * @typedef {Pick<RedisClientType, 'isReady' | 'hmGet' | 'evalSha' | 'eval' | 'unlink' | 'scan'>} RedisCommands
 */

/**
 * A client of one server, of a Cluster or of Sentinel, with whatever modules and scripts.
 *
 * @typedef {object} RedisClient
 * @property {(typeMapping: Record<never, never>) => RedisCommands} withTypeMapping
 */

/**
 * @typedef {object} BackendOptions
 * @property {RedisClient} [client] Made by `createClient`, `createCluster` or `createSentinel`, and connected.
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
 *     const client = createClient({ url: process.env['REDIS_URL'], disableOfflineQueue: true })
 *     client.on('error', (error) => console.error(error))
 *     await client.connect()
 *
 * A command that waited for Redis to come back would be run when its request is long over: a Cluster takes
 * `disableOfflineQueue` among its `defaults`, Sentinel among its `nodeClientOptions`. Without a listener to `error`, Node ends
 * the process when the connection is lost. Leave `useReplicas` off: a replica may still have a session that has ended.
 */
export class RedisBackend extends ServerSideBackend {
  /** @type {RedisCommands} */
  #client

  /**
   * @param {RedisClient} client
   * @param {() => number} [now]
   */
  constructor(client, now) {
    super(now)
    // Whatever the application has made of the client's answers, here a text is a string and a number is a number.
    this.#client = client.withTypeMapping({})
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<SessionRecord | null>}
   */
  get(storageKey) {
    return this.#ask(async (client) => {
      const key = PREFIX + storageKey
      const values = await client.hmGet(key, FIELDS).catch(orCorrupt)
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
    const prefix = await this.#ask(async (client) => String(await client.eval('return KEYS[1]', { keys: [PREFIX] })))
    let cursor = '0'
    do {
      const from = cursor
      cursor = await this.#ask(async (client) => {
        // In a Cluster the client goes from master to master, and sends each key to where it belongs.
        const found = await client.scan(from, { MATCH: patternOf(prefix), COUNT: BATCH_SIZE })
        const keys = found.keys.filter((key) => isRecordKey(key, prefix))
        if (keys.length > 0) {
          await client.unlink(keys.map((key) => key.slice(prefix.length - PREFIX.length)))
        }
        return found.cursor
      })
    } while (cursor !== '0')
  }

  /**
   * @param {RedisScript} script
   * @param {string} storageKey
   * @param {string[]} values
   * @returns {Promise<boolean>}
   */
  #run(script, storageKey, values) {
    return this.#ask(async (client) => {
      const options = { keys: [PREFIX + storageKey], arguments: values }
      const answer = await client.evalSha(script.sha1, options).catch((/** @type {unknown} */ error) => {
        // A server that has been restarted, or has taken over, does not know the script yet.
        if (isReply(error, 'NOSCRIPT')) {
          return client.eval(script.text, options)
        }
        throw error
      })
      return answer === 1
    })
  }

  /**
   * A request does not wait for a connection that is lost. The client restores it by itself.
   *
   * @template T
   * @param {(client: RedisCommands) => Promise<T>} command
   * @returns {Promise<T>}
   */
  #ask(command) {
    return inTime(
      this.#client.isReady ? command(this.#client) : Promise.reject(new SessionStoreError('Redis is not connected')),
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
