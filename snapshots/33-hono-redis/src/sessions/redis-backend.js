// Sessions in Redis, or in Valkey: one hash a record, through ioredis.
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive } from './session-record.js'
import { inTime, isReply } from './redis-answer.js'
import { argumentsOf, FIELDS, isRecordKey, patternOf, PREFIX, recordOf } from './redis-record.js'
import { CREATE, INDEX, LEAVE, MEMBERS, SET, TOUCH, UPDATE } from './redis-scripts.js'
import { entryArguments, setNameOf } from './redis-user-set.js'

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
    await this.#keep(SET, storageKey, record)
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  create(storageKey, record) {
    return this.#keep(CREATE, storageKey, record)
  }

  /**
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @param {number} version
   * @returns {Promise<boolean>}
   */
  update(storageKey, record, version) {
    return this.#keep(UPDATE, storageKey, record, version)
  }

  /**
   * @param {string} storageKey
   * @param {number} renewedAt
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  touch(storageKey, renewedAt, expiresAt) {
    return this.#renew(storageKey, renewedAt, expiresAt)
  }

  /**
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async delete(storageKey) {
    const userId = (await this.get(storageKey))?.userId ?? null
    await this.#ask((client) => client.unlink(PREFIX + storageKey))
    await this.#leave(userId, storageKey)
  }

  /**
   * @param {string} userId
   * @returns {Promise<ReadonlyMap<string, SessionRecord>>}
   */
  async getForUser(userId) {
    const name = await setNameOf(userId)
    const members = await this.#ask((client) => client.eval(MEMBERS, 1, PREFIX + name))
    const storageKeys = Array.isArray(members) ? members.map(String) : []
    const found = await Promise.all(storageKeys.map(async (key) => /** @type {const} */ ([key, await this.get(key)])))
    return new Map(found.flatMap(([key, record]) => (record === null ? [] : [/** @type {const} */ ([key, record])])))
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
   * Writes a record. The user's set comes first: a record that it does not name would outlive `deleteForUser`. In a Cluster the
   * two are on different servers, and no script sees both.
   *
   * @param {RedisScript} script
   * @param {string} storageKey
   * @param {SessionRecord} record
   * @returns {Promise<boolean>}
   */
  async #keep(script, storageKey, record, version = 0) {
    const userId = record.userId ?? null
    if (isLive(record, this.now())) {
      await this.#enter(userId, storageKey, record.expiresAt)
      return this.#run(script, storageKey, argumentsOf(record, this.now(), version))
    }
    const isOver = await this.#run(script, storageKey, argumentsOf(record, this.now(), version))
    if (isOver) {
      await this.#leave(userId, storageKey)
    }
    return isOver
  }

  /**
   * The later deadline holds in the user's set too, and there first.
   *
   * @param {string} storageKey
   * @param {number} renewedAt
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  async #renew(storageKey, renewedAt, expiresAt) {
    const record = await this.get(storageKey)
    await this.#enter(record?.userId ?? null, storageKey, expiresAt)
    return this.#run(TOUCH, storageKey, [String(renewedAt), String(expiresAt)])
  }

  /**
   * @param {string | null} userId
   * @param {string} storageKey
   * @param {number} expiresAt
   * @returns {Promise<void>}
   */
  async #enter(userId, storageKey, expiresAt) {
    if (userId !== null) {
      await this.#run(INDEX, await setNameOf(userId), entryArguments(storageKey, expiresAt, this.now()))
    }
  }

  /**
   * @param {string | null} userId
   * @param {string} storageKey
   * @returns {Promise<void>}
   */
  async #leave(userId, storageKey) {
    if (userId !== null) {
      await this.#run(LEAVE, await setNameOf(userId), [storageKey])
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
