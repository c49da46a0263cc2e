// Which sessions have ended, in Redis, or in Valkey: a key for each of them, for as long as their cookies could live, through node-redis.
import type { RedisClientType } from 'redis'
import { SessionStoreError } from './session-errors'
import { inTime } from './redis-answer'
import type { RevocationStore } from './revocation-store'

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

/** What is asked of Redis. */
type RedisCommands = Pick<RedisClientType, 'isReady' | 'get' | 'eval'>

/** A client of one server, of a Cluster or of Sentinel, made by node-redis and connected. */
export interface RedisClient {
  withTypeMapping(typeMapping: Record<never, never>): RedisCommands
}

export function createRevocations({ client }: { readonly client?: RedisClient | undefined }): RevocationStore {
  if (client === undefined) {
    throw new TypeError('Sessions that can be ended need a client of Redis: sessions({ client })')
  }
  return new RedisRevocations(client)
}

export class RedisRevocations implements RevocationStore {
  readonly #client: RedisCommands

  constructor(client: RedisClient) {
    // Whatever the application has made of the client's answers, here a text is a string and a number is a number.
    this.#client = client.withTypeMapping({})
  }

  async get(key: string): Promise<number | null> {
    const time = await this.#ask((client) => client.get(PREFIX + key))
    return time === null ? null : Number(time)
  }

  async raise(key: string, time: number, expiresAt: number): Promise<boolean> {
    const options = { keys: [PREFIX + key], arguments: [String(time), String(expiresAt)] }
    return (await this.#ask((client) => client.eval(RAISE, options))) === 1
  }

  /** A request does not wait for a connection that is lost. The client restores it by itself. */
  #ask<T>(command: (client: RedisCommands) => Promise<T>): Promise<T> {
    return inTime(
      this.#client.isReady ? command(this.#client) : Promise.reject(new SessionStoreError('Redis is not connected')),
    )
  }
}
