// A record as memcached keeps it: its numbers in one line, its data behind that.
import { createHash } from 'node:crypto'
import type { SessionRecord } from './session-record.js'

/** What every key in memcached begins with. */
const PREFIX = 'session:'

/** Anything longer is taken for a time since 1970. */
const LONGEST_LIFETIME_SECONDS = 30 * 24 * 60 * 60

/** memcached's clock goes in steps of a second: an item may go up to one too early. */
const STEP_SECONDS = 1

const NUMBERS = /^(\d+) (\d+) (\d+) (\d+)\n/

/** Hashed once more, whatever it is: a space or a line end in it would be a command of its own. */
export function keyOf(storageKey: string): string {
  return PREFIX + createHash('sha256').update(storageKey).digest('base64url')
}

export function textOf({ createdAt, renewedAt, expiresAt, version, data }: SessionRecord): Buffer {
  return Buffer.from(`${createdAt} ${renewedAt} ${expiresAt} ${version}\n${data}`)
}

/** @returns Null if it is no record. */
export function recordOf(value: Buffer): SessionRecord | null {
  const text = value.toString()
  const found = NUMBERS.exec(text)
  if (found === null) {
    return null
  }
  const [createdAt = 0, renewedAt = 0, expiresAt = 0, version = 0] = found.slice(1).map(Number)
  return { data: text.slice(found[0].length), createdAt, renewedAt, expiresAt, version }
}

/**
 * When memcached may drop a record: once it is over, by the clock of the application.
 *
 * @param now By that clock, in milliseconds since the epoch.
 * @returns `exptime` of its protocol: seconds from now, or since 1970; negative for at once.
 */
export function expiryOf({ expiresAt }: SessionRecord, now: number): number {
  if (expiresAt <= now) {
    return -1
  }
  const seconds = Math.ceil((expiresAt - now) / 1_000) + STEP_SECONDS
  return seconds > LONGEST_LIFETIME_SECONDS ? Math.ceil(Date.now() / 1_000) + seconds : seconds
}
