// Sessions in Redis, or in Valkey: one hash a record, through node-redis.
import type { RedisClientType } from 'redis'
import { ServerSideBackend } from './server-side-backend'
import { SessionStoreError } from './session-errors'
import { isLive, type SessionRecord } from './session-record'
import { inTime, isReply } from './redis-answer'
import { argumentsOf, FIELDS, isRecordKey, patternOf, PREFIX, recordOf } from './redis-record'
import { CREATE, INDEX, LEAVE, MEMBERS, type RedisScript, SET, TOUCH, UPDATE } from './redis-scripts'
import { entryArguments, setNameOf } from './redis-user-set'

/** So many keys are looked at in one step of `deleteAll`. */
const BATCH_SIZE = 1_000

/** What sessions ask of Redis. */
type RedisCommands = Pick<RedisClientType, 'isReady' | 'hmGet' | 'evalSha' | 'eval' | 'unlink' | 'scan'>

/** A client of one server, of a Cluster or of Sentinel, with whatever modules and scripts. */
interface RedisClient {
  withTypeMapping(typeMapping: Record<never, never>): RedisCommands
}

export interface BackendOptions {
  /** Made by `createClient`, `createCluster` or `createSentinel`, and connected. */
  readonly client?: RedisClient
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): RedisBackend {
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
  readonly #client: RedisCommands

  constructor(client: RedisClient, now?: () => number) {
    super(now)
    // Whatever the application has made of the client's answers, here a text is a string and a number is a number.
    this.#client = client.withTypeMapping({})
  }

  override get(storageKey: string): Promise<SessionRecord | null> {
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

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    await this.#keep(SET, storageKey, record)
  }

  override create(storageKey: string, record: SessionRecord): Promise<boolean> {
    return this.#keep(CREATE, storageKey, record)
  }

  override update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    return this.#keep(UPDATE, storageKey, record, version)
  }

  override touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return this.#renew(storageKey, renewedAt, expiresAt)
  }

  override async delete(storageKey: string): Promise<void> {
    const userId = (await this.get(storageKey))?.userId ?? null
    await this.#ask((client) => client.unlink(PREFIX + storageKey))
    await this.#leave(userId, storageKey)
  }

  override async getForUser(userId: string): Promise<ReadonlyMap<string, SessionRecord>> {
    const name = await setNameOf(userId)
    const members = await this.#ask((client) => client.eval(MEMBERS, { keys: [PREFIX + name] }))
    const storageKeys = Array.isArray(members) ? members.map(String) : []
    const found = await Promise.all(storageKeys.map(async (key) => [key, await this.get(key)] as const))
    return new Map(found.flatMap(([key, record]) => (record === null ? [] : [[key, record] as const])))
  }

  override async deleteAll(): Promise<void> {
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
   * Writes a record. The user's set comes first: a record that it does not name would outlive `deleteForUser`. In a Cluster the
   * two are on different servers, and no script sees both.
   */
  async #keep(script: RedisScript, storageKey: string, record: SessionRecord, version = 0): Promise<boolean> {
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

  /** The later deadline holds in the user's set too, and there first. */
  async #renew(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    const record = await this.get(storageKey)
    await this.#enter(record?.userId ?? null, storageKey, expiresAt)
    return this.#run(TOUCH, storageKey, [String(renewedAt), String(expiresAt)])
  }

  async #enter(userId: string | null, storageKey: string, expiresAt: number): Promise<void> {
    if (userId !== null) {
      await this.#run(INDEX, await setNameOf(userId), entryArguments(storageKey, expiresAt, this.now()))
    }
  }

  async #leave(userId: string | null, storageKey: string): Promise<void> {
    if (userId !== null) {
      await this.#run(LEAVE, await setNameOf(userId), [storageKey])
    }
  }

  #run(script: RedisScript, storageKey: string, values: string[]): Promise<boolean> {
    return this.#ask(async (client) => {
      const options = { keys: [PREFIX + storageKey], arguments: values }
      const answer = await client.evalSha(script.sha1, options).catch((error: unknown) => {
        // A server that has been restarted, or has taken over, does not know the script yet.
        if (isReply(error, 'NOSCRIPT')) {
          return client.eval(script.text, options)
        }
        throw error
      })
      return answer === 1
    })
  }

  /** A request does not wait for a connection that is lost. The client restores it by itself. */
  #ask<T>(command: (client: RedisCommands) => Promise<T>): Promise<T> {
    return inTime(
      this.#client.isReady ? command(this.#client) : Promise.reject(new SessionStoreError('Redis is not connected')),
    )
  }
}

/** Something else than a hash, where a record should be. */
function orCorrupt(error: unknown): string[] {
  if (isReply(error, 'WRONGTYPE')) {
    return ['']
  }
  throw error
}
