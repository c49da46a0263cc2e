// Sessions in Redis, or in Valkey: one hash a record, through ioredis.
import type { Cluster, Redis } from 'ioredis'
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive, type SessionRecord } from './session-record.js'
import { inTime, isReply } from './redis-answer.js'
import { argumentsOf, FIELDS, isRecordKey, patternOf, PREFIX, recordOf } from './redis-record.js'
import { CREATE, INDEX, LEAVE, MEMBERS, type RedisScript, SET, TOUCH, UPDATE } from './redis-scripts.js'
import { entryArguments, setNameOf } from './redis-user-set.js'

/** So many keys are looked at in one step of `deleteAll`. */
const BATCH_SIZE = 1_000

/** A client of one server, of Sentinel, or of a Cluster. */
type RedisClient = Redis | Cluster

export interface BackendOptions {
  /** Made by `new Redis` or `new Cluster`. */
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
 *     const client = new Redis(process.env['REDIS_URL'], { maxRetriesPerRequest: 0 })
 *     client.on('error', (error) => console.error(error))
 *
 * A command that waited for Redis to come back, or was sent again, would be run when its request is long over: a Cluster
 * takes `maxRetriesPerRequest` among its `redisOptions`. Leave `scaleReads` as it is: a replica may still have a session that
 * has ended.
 */
export class RedisBackend extends ServerSideBackend {
  readonly #client: RedisClient

  constructor(client: RedisClient, now?: () => number) {
    super(now)
    this.#client = client
  }

  override get(storageKey: string): Promise<SessionRecord | null> {
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
    const members = await this.#ask((client) => client.eval(MEMBERS, 1, PREFIX + name))
    const storageKeys = Array.isArray(members) ? members.map(String) : []
    const found = await Promise.all(storageKeys.map(async (key) => [key, await this.get(key)] as const))
    return new Map(found.flatMap(([key, record]) => (record === null ? [] : [[key, record] as const])))
  }

  override async deleteAll(): Promise<void> {
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
      const key = PREFIX + storageKey
      const answer = await client.evalsha(script.sha1, 1, key, ...values).catch((error: unknown) => {
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

  /** A request does not wait for a connection that is lost. The client restores it by itself. */
  #ask<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const isLost = ['close', 'reconnecting', 'end'].includes(this.#client.status)
    return inTime(
      isLost
        ? Promise.reject(new SessionStoreError('Redis is not connected'))
        : command(this.#client).catch(withoutCommand),
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

/** The client's errors hold the command that failed, session data included: that must not get into a log. */
function withoutCommand(error: unknown): never {
  if (error instanceof Error) {
    Reflect.deleteProperty(error, 'command')
  }
  throw error
}
