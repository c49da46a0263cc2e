// Sessions in memcached: one item a record, over its text protocol.
import { readEnvironment } from './environment.js'
import { ServerSideBackend } from './server-side-backend.js'
import { SessionStoreError } from './session-errors.js'
import { isLive, type SessionRecord } from './session-record.js'
import { MemcachedConnection } from './memcached-connection.js'
import { expiryOf, keyOf, recordOf, textOf } from './memcached-record.js'

/** `127.0.0.1:11211`, `[::1]:11211`, or a name. */
const SERVER = /^(?:\[([0-9a-f:.]+)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/i

const DEFAULT_PORT = 11_211

export interface BackendOptions {
  /** Instead of one to the server that the environment variable `MEMCACHED_SERVER` names. */
  readonly client?: MemcachedConnection
  /** A clock in milliseconds since the epoch, instead of the machine's. */
  readonly now?: () => number
}

export function createBackend(options: BackendOptions): MemcachedBackend {
  return new MemcachedBackend(options.client ?? connectionTo(readEnvironment('MEMCACHED_SERVER')), options.now)
}

function connectionTo(server: string | undefined): MemcachedConnection {
  const [, address, name, port] = SERVER.exec(server ?? '') ?? []
  const host = address ?? name
  if (host === undefined) {
    throw new TypeError(
      'Sessions in memcached need a server: MEMCACHED_SERVER is to be a host and a port, as 127.0.0.1:11211',
    )
  }
  return new MemcachedConnection(host, Number(port ?? DEFAULT_PORT))
}

/** An item as it was read. */
interface Found {
  /** Null where it is no record. */
  readonly record: SessionRecord | null
  /** Which of its states it was, for `cas`. */
  readonly state: string
}

/** What may come of a write: it was done, the item is there already, it is in another state, or there is none. */
type Outcome = 'STORED' | 'NOT_STORED' | 'EXISTS' | 'NOT_FOUND'

export class MemcachedBackend extends ServerSideBackend {
  readonly #client: MemcachedConnection

  constructor(client: MemcachedConnection, now?: () => number) {
    super(now)
    this.#client = client
  }

  override async get(storageKey: string): Promise<SessionRecord | null> {
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

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    await this.#store('set', storageKey, record)
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
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

  override update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    return this.#change(storageKey, (stored) => (stored.version === version ? record : null))
  }

  override touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    return this.#change(storageKey, (stored) => ({
      ...stored,
      renewedAt,
      expiresAt: Math.max(stored.expiresAt, expiresAt),
    }))
  }

  override async delete(storageKey: string): Promise<void> {
    await this.#client.ask(`delete ${keyOf(storageKey)}`)
  }

  /** memcached lists nothing, and its `flush_all` takes the items of everybody else along. */
  override deleteAll(): Promise<void> {
    return Promise.reject(new SessionStoreError('memcached cannot tell which sessions it has'))
  }

  /**
   * Writes what becomes of a live record, unless that has changed meanwhile: then once more, from what it is now.
   *
   * @param next Null if it is to stay as it is.
   */
  async #change(storageKey: string, next: (stored: SessionRecord) => SessionRecord | null): Promise<boolean> {
    let outcome: Outcome
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

  #liveOf({ record }: Found): SessionRecord | null {
    return record !== null && isLive(record, this.now()) ? record : null
  }

  async #find(storageKey: string): Promise<Found | null> {
    const key = keyOf(storageKey)
    const { words, value } = await this.#client.ask(`gets ${key}`)
    if (value === null ? words[0] !== 'END' : words[1] !== key) {
      // What comes next belongs to another question too: nobody is to get the session of somebody else.
      this.#client.close()
      throw new SessionStoreError('memcached answered what was not asked')
    }
    return value === null ? null : { record: recordOf(value), state: words[4] ?? '' }
  }

  async #store(verb: 'set' | 'add' | 'cas', storageKey: string, record: SessionRecord, state = ''): Promise<Outcome> {
    const value = textOf(record)
    const words = [verb, keyOf(storageKey), 0, expiryOf(record, this.now()), value.length, state]
    const answer = await this.#client.ask(words.join(' ').trim(), value)
    return answer.words[0] as Outcome
  }
}
