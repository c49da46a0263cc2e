// What a backend keeps of a session.
import { deadlineOf } from './session-lifetime.ts'

/** A session at rest. Times are in milliseconds since the epoch. */
export interface SessionRecord {
  /** The session's data as `serializeData` wrote it. */
  readonly data: string
  readonly createdAt: number
  /** When the deadline was last moved. */
  readonly renewedAt: number
  /** The deadline: from this moment on the record is not read any more, whether or not the store still has it. */
  readonly expiresAt: number
  /** 1 when created, one more with each update. */
  readonly version: number
  /** Whose session it is, as its data says; null or missing before anybody has signed in. */
  readonly userId?: string | null
}

/** A session that begins now. */
export function newRecord(data: string, now: number): SessionRecord {
  return {
    data,
    createdAt: now,
    renewedAt: now,
    expiresAt: deadlineOf(now),
    version: 1,
  }
}

/** Whether a record still counts, by the reader's clock. A store's own expiry only cleans up. */
export function isLive(record: SessionRecord, now: number): boolean {
  return now < record.expiresAt
}

/** Whether the deadline of a session in use moves with this response. */
export function isRenewal(touched: boolean, record: SessionRecord, now: number): boolean {
  const isDue = touched
  return isDue && deadlineOf(now) > record.expiresAt
}
