// The class of the Durable Objects that hold sessions. The Worker's main module exports it, for Cloudflare to find.
import { DurableObject } from 'cloudflare:workers'
import { isLive, type SessionRecord } from './session-record.ts'
import type { SessionObject } from './durable-object-backend.ts'

/** What the object of a session has is stored under this name. */
const SESSION = 'session'

/** A storage key is wanted for longer than its record lives: the clocks of two machines may differ by so much. */
const CLOCKS_DIFFER_BY_MILLISECONDS = 60 * 60 * 1000

interface Kept {
  readonly record: SessionRecord
  /** Its deadline by the clock here, which may differ from that of who wrote it. */
  readonly removeAt: number
}

/** One for each session. It reads and writes without a wait in between: what a method has looked at is still so when it writes. */
export class DurableSession extends DurableObject implements SessionObject {
  async read(): Promise<SessionRecord | null> {
    return this.#kept()?.record ?? null
  }

  async set(record: SessionRecord, now: number): Promise<void> {
    const removeAt = Date.now() + record.expiresAt - now
    this.ctx.storage.kv.put<Kept>(SESSION, { record, removeAt })
    await this.#wakeAt(removeAt)
  }

  /** In the place of a record that has expired by the reader's clock, too. */
  async create(record: SessionRecord, now: number): Promise<boolean> {
    if (this.#live(now) !== null) {
      return false
    }
    await this.set(record, now)
    return true
  }

  async update(record: SessionRecord, version: number, now: number): Promise<boolean> {
    if (this.#live(now)?.version !== version) {
      return false
    }
    await this.set(record, now)
    return true
  }

  /** Never to an earlier time: a slow request must not shorten what a later one has prolonged. */
  async touch(renewedAt: number, expiresAt: number, now: number): Promise<boolean> {
    const record = this.#live(now)
    if (record === null) {
      return false
    }
    await this.set({ ...record, renewedAt, expiresAt: Math.max(record.expiresAt, expiresAt) }, now)
    return true
  }

  /** With nothing left in its storage the object itself is gone. */
  async end(): Promise<void> {
    await this.ctx.storage.deleteAll()
    // Before the compatibility date 2026-02-24 that leaves the alarm.
    await this.ctx.storage.deleteAlarm()
  }

  /** In the object of a user: names a session of his, at the latest before it is there. It may name too many, never too few. */
  async enter(storageKey: string, expiresAt: number, now: number): Promise<void> {
    const removeAt = Date.now() + expiresAt - now + CLOCKS_DIFFER_BY_MILLISECONDS
    const known: number | undefined = this.ctx.storage.kv.get(storageKey)
    const before = known ?? 0
    this.ctx.storage.kv.put(storageKey, Math.max(before, removeAt))
    await this.#wakeAt(removeAt)
  }

  async leave(storageKey: string): Promise<void> {
    this.ctx.storage.kv.delete(storageKey)
  }

  async members(): Promise<readonly string[]> {
    return [...this.ctx.storage.kv.list()].map(([storageKey]) => storageKey)
  }

  /** Removes what has expired. Readers do not wait for that: they look at the deadline themselves. */
  override async alarm(): Promise<void> {
    const removeAt = this.#kept()?.removeAt ?? this.#sweep()
    if (removeAt !== undefined && Date.now() < removeAt) {
      await this.ctx.storage.setAlarm(removeAt)
    } else {
      await this.end()
    }
  }

  /** @returns When the first of the sessions that are left is due; undefined if none is. */
  #sweep(): number | undefined {
    const listed: Iterable<[storageKey: string, removeAt: number]> = this.ctx.storage.kv.list()
    const entries = [...listed]
    entries
      .filter(([, removeAt]) => removeAt <= Date.now())
      .forEach(([storageKey]) => this.ctx.storage.kv.delete(storageKey))
    return entries
      .map(([, removeAt]) => removeAt)
      .filter((removeAt) => removeAt > Date.now())
      .toSorted((a, b) => a - b)[0]
  }

  /** A later deadline moves no alarm, which would be a write of its own: that which is set looks for itself. */
  async #wakeAt(time: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(time)
    }
  }

  #live(now: number): SessionRecord | null {
    const record = this.#kept()?.record
    return record !== undefined && isLive(record, now) ? record : null
  }

  #kept(): Kept | undefined {
    return this.ctx.storage.kv.get<Kept>(SESSION)
  }
}
