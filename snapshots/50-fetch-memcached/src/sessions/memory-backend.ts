// Sessions in the memory of this process: they end with it, and no other process sees them.
import { ServerSideBackend } from './server-side-backend.js'
import { isLive, type SessionRecord } from './session-record.js'

/** The session that was used least recently makes room for one more. It is the first to expire anyway. */
const MAX_SESSIONS = 10_000

const SWEEP_EVERY_SECONDS = 60

/** After so many records the requests that wait get their turn. */
const SWEEP_BATCH = 1_000

export class MemoryBackend extends ServerSideBackend {
  /** The least recently used comes first. */
  readonly #records = new Map<string, SessionRecord>()
  #sweeper: ReturnType<typeof setInterval> | null = null

  override async get(storageKey: string): Promise<SessionRecord | null> {
    const record = this.#find(storageKey)
    if (record !== null) {
      this.#put(storageKey, record)
    }
    return record
  }

  override async set(storageKey: string, record: SessionRecord): Promise<void> {
    this.#put(storageKey, Object.freeze({ ...record }))
  }

  override async create(storageKey: string, record: SessionRecord): Promise<boolean> {
    if (this.#find(storageKey) !== null) {
      return false
    }
    this.#put(storageKey, Object.freeze({ ...record }))
    return true
  }

  override async update(storageKey: string, record: SessionRecord, version: number): Promise<boolean> {
    if (this.#find(storageKey)?.version !== version) {
      return false
    }
    this.#put(storageKey, Object.freeze({ ...record }))
    return true
  }

  override async touch(storageKey: string, renewedAt: number, expiresAt: number): Promise<boolean> {
    const stored = this.#find(storageKey)
    if (stored === null) {
      return false
    }
    const deadline = Math.max(stored.expiresAt, expiresAt)
    this.#put(storageKey, Object.freeze({ ...stored, renewedAt, expiresAt: deadline }))
    return true
  }

  override async delete(storageKey: string): Promise<void> {
    this.#records.delete(storageKey)
    this.#stopWhenEmpty()
  }

  override async deleteAll(): Promise<void> {
    this.#records.clear()
    this.#stopWhenEmpty()
  }

  /**
   * Deletes records that are past their deadline; a timer does it too.
   *
   * @param limit At most so many.
   * @returns How many were deleted.
   */
  async deleteExpired(limit: number): Promise<number> {
    const now = this.now()
    let deleted = 0
    let seen = 0
    for (const [storageKey, record] of this.#records) {
      if (deleted === limit) {
        break
      }
      if (!isLive(record, now)) {
        this.#records.delete(storageKey)
        deleted += 1
      }
      seen += 1
      if (seen % SWEEP_BATCH === 0) {
        await new Promise((resolve) => setTimeout(resolve))
      }
    }
    this.#stopWhenEmpty()
    return deleted
  }

  #find(storageKey: string): SessionRecord | null {
    const record = this.#records.get(storageKey)
    return record !== undefined && isLive(record, this.now()) ? record : null
  }

  #put(storageKey: string, record: SessionRecord): void {
    this.#records.delete(storageKey)
    this.#records.set(storageKey, record)
    const [leastRecentlyUsed] = this.#records.keys()
    if (this.#records.size > MAX_SESSIONS && leastRecentlyUsed !== undefined) {
      this.#records.delete(leastRecentlyUsed)
    }
    this.#sweeper ??= this.#startSweeper()
  }

  /** The timer does not keep the process running. */
  #startSweeper(): ReturnType<typeof setInterval> {
    const sweeper = setInterval(() => void this.deleteExpired(Infinity), SWEEP_EVERY_SECONDS * 1000)
    // Some platforms know a timer by its number alone.
    const timer = sweeper as unknown as { unref?: () => void }
    timer.unref?.()
    return sweeper
  }

  #stopWhenEmpty(): void {
    if (this.#records.size === 0 && this.#sweeper !== null) {
      clearInterval(this.#sweeper)
      this.#sweeper = null
    }
  }
}
