// Which sessions have ended, in Redis, or in Valkey: a key for each of them, for as long as their cookies could live, through ioredis.
import type { Redis } from 'ioredis'
import { SessionStoreError } from './session-errors.ts'
import { inTime } from './redis-answer.ts'
import type { RevocationStore } from './revocation-store.ts'

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

/** A client of one server or of a Cluster, made by ioredis. */
export type RedisClient = Pick<Redis, 'status' | 'get' | 'eval'>

export function createRevocations({ client }: { readonly client?: RedisClient | undefined }): RevocationStore {
  if (client === undefined) {
    throw new TypeError('Sessions that can be ended need a client of Redis: sessions({ client })')
  }
  return new RedisRevocations(client)
}

export class RedisRevocations implements RevocationStore {
  readonly #client: RedisClient

  constructor(client: RedisClient) {
    this.#client = client
  }

  async get(key: string): Promise<number | null> {
    const time = await this.#ask((client) => client.get(PREFIX + key))
    return time === null ? null : Number(time)
  }

  async raise(key: string, time: number, expiresAt: number): Promise<boolean> {
    // A text, if the client was created with `stringNumbers`.
    return Number(await this.#ask((client) => client.eval(RAISE, 1, PREFIX + key, time, expiresAt))) === 1
  }

  /** A request does not wait for a connection that is lost. The client restores it by itself. */
  #ask<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const isLost = ['close', 'reconnecting', 'end'].includes(this.#client.status)
    return inTime(isLost ? Promise.reject(new SessionStoreError('Redis is not connected')) : command(this.#client))
  }
}
