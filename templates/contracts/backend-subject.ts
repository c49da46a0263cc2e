// What the contracts of backends work with: a backend over a store of its own, on a clock that the test moves.
import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import type { BackendMeta } from '../meta.ts'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import type { SessionRecord } from '../runtime/session-record.ts'

export const MINUTE = 60_000

/** A backend over an empty store of its own. */
export interface OpenBackend {
  readonly backend: ServerSideBackend
  /** Another instance over the same store, as another process has one; null where no other can see the store. */
  second(): Promise<ServerSideBackend> | ServerSideBackend | null
  /** Puts under a storage key what is no record. */
  readonly corrupt?: (storageKey: string) => Promise<void>
  close(): Promise<void>
}

/** @param now The clock of the backend, and of its second instance. */
export type Open = (now: () => number) => Promise<OpenBackend>

/** What one test works with; fresh for each. */
export interface BackendSubject extends OpenBackend {
  now(): number
  advance(milliseconds: number): void
}

/** What not every backend has; the rest is the same for all. */
export interface BackendTraits {
  /** What it says of itself. */
  readonly meta: BackendMeta
  /** Others can write to its store: the test's `corrupt` does. */
  readonly isCorruptible: boolean
  /** So many requests write to one session at once: 100, unless what stands in for the store is too slow. */
  readonly writers?: number
}

export function newStorageKey(): string {
  return createHash('sha256').update(randomBytes(32)).digest('base64url')
}

/** A record with a minute to live. */
export function newRecord(now: number, change: Partial<SessionRecord> = {}): SessionRecord {
  return { data: '{"color":"red"}', createdAt: now, renewedAt: now, expiresAt: now + MINUTE, version: 1, ...change }
}

export function subjectOf(open: Open): () => BackendSubject {
  let current: BackendSubject | null = null
  beforeEach(async () => {
    let time = Date.now()
    const now = (): number => time
    current = { ...(await open(now)), now, advance: (milliseconds) => void (time += milliseconds) }
  })
  afterEach(() => current?.close())
  return () => {
    if (current === null) {
      throw new Error('no test is running')
    }
    return current
  }
}
