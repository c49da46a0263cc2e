// Sessions in Durable Objects of Cloudflare: each in an object of its own, which does one thing after the other.
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive, type SessionRecord } from './session-record.js'
import { inTime } from './durable-object-answer.js'

/** Stands before the storage key in the name of each object. */
const PREFIX = 'shop:'

/** What an object does when it is asked. Times are the clock of who asks. */
export interface SessionObject {
  read(): Promise<SessionRecord | null>
  set(record: SessionRecord, now: number): Promise<void>
  create(record: SessionRecord, now: number): Promise<boolean>
  update(record: SessionRecord, version: number, now: number): Promise<boolean>
  touch(renewedAt: number, expiresAt: number, now: number): Promise<boolean>
  end(): Promise<void>
}

/** What is used of the binding: a `DurableObjectNamespace` of the class `DurableSession`. */
export interface SessionNamespace {
  getByName(name: string): SessionObject
}

export interface BackendOptions {
  /** The binding of the objects: `env.SESSIONS`. */
  readonly client?: SessionNamespace
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): DurableObjectBackend {
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
  readonly #client: SessionNamespace

  constructor(client: SessionNamespace, now?: () => number) {
    super(now)
    this.#client = client
  }

  override async get(storageKey: string): Promise<SessionRecord | null> {
    const record = await this.#ask(storageKey, (object) => object.read())
    return record !== null && isLive(record, this.now()) ? record : null
  }

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    await this.#ask(storageKey, (object) => object.set(record, this.now()))
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    return this.#ask(storageKey, (object) => object.create(record, this.now()))
  }

  override async update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    return this.#ask(storageKey, (object) => object.update(record, version, this.now()))
  }

  override async touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return this.#ask(storageKey, (object) => object.touch(renewedAt, expiresAt, this.now()))
  }

  override async delete(storageKey: string): Promise<void> {
    await this.#ask(storageKey, (object) => object.end())
  }

  /**
   * A Worker cannot list objects. With another `prefix` in the config none of these sessions is found any more, and each goes at
   * its deadline.
   *
   * @throws {SessionStoreError} Always.
   */
  override deleteAll(): Promise<void> {
    return Promise.reject(new SessionStoreError('Durable Objects cannot be listed, so not all sessions be deleted'))
  }

  /** Each question takes a new stub: one that has failed once may fail for good. */
  #ask<T>(name: string, question: (object: SessionObject) => Promise<T>): Promise<T> {
    return inTime(() => question(this.#client.getByName(PREFIX + name)))
  }
}
