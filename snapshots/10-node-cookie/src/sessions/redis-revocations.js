// Which sessions have ended, in Redis, or in Valkey: a key for each of them, for as long as their cookies could live, through ioredis.
import { SessionStoreError } from './session-errors.js'
import { inTime } from './redis-answer.js'

/**
 * @import { Redis } from 'ioredis'
 * @import { RevocationStore } from './revocation-store.js'
 */

/** What every key in Redis begins with. */
const PREFIX = 'revoked:'

/** Redis runs a script in one step: of two requests at once, one is told that it was not the first. */
const RAISE = `
local noted = redis.call('GET', KEYS[1])
if noted and tonumber(noted) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1`

/**
 * A client of one server or of a Cluster, made by ioredis.
 *
 * @typedef {Pick<Redis, 'status' | 'get' | 'eval'>} RedisClient
 */

/**
 * @param {{ readonly client?: RedisClient | undefined }} options
 * @returns {RevocationStore}
 */
export function createRevocations({ client }) {
  if (client === undefined) {
    throw new TypeError('Sessions that can be ended need a client of Redis: sessions({ client })')
  }
  return new RedisRevocations(client)
}

/** @implements {RevocationStore} */
export class RedisRevocations {
  /** @type {RedisClient} */
  #client

  /** @param {RedisClient} client */
  constructor(client) {
    this.#client = client
  }

  /**
   * @param {string} key
   * @returns {Promise<number | null>}
   */
  async get(key) {
    const time = await this.#ask((client) => client.get(PREFIX + key))
    return time === null ? null : Number(time)
  }

  /**
   * @param {string} key
   * @param {number} time
   * @param {number} expiresAt
   * @returns {Promise<boolean>}
   */
  async raise(key, time, expiresAt) {
    // A text, if the client was created with `stringNumbers`.
    return Number(await this.#ask((client) => client.eval(RAISE, 1, PREFIX + key, time, expiresAt))) === 1
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
    return inTime(isLost ? Promise.reject(new SessionStoreError('Redis is not connected')) : command(this.#client))
  }
}
