// A record as memcached keeps it: its numbers in one line, its data behind that.
import { createHash } from 'node:crypto'

/** @import { SessionRecord } from './session-record.js' */

/** What every key in memcached begins with. */
const PREFIX = 'shop:'

/** Anything longer is taken for a time since 1970. */
const LONGEST_LIFETIME_SECONDS = 30 * 24 * 60 * 60

/** memcached's clock goes in steps of a second: an item may go up to one too early. */
const STEP_SECONDS = 1

const NUMBERS = /^(\d+) (\d+) (\d+) (\d+)\n/

/**
 * Hashed once more, whatever it is: a space or a line end in it would be a command of its own.
 *
 * @param {string} storageKey
 * @returns {string}
 */
export function keyOf(storageKey) {
  return PREFIX + createHash('sha256').update(storageKey).digest('base64url')
}

/**
 * @param {SessionRecord} options
 * @returns {Buffer}
 */
export function textOf({ createdAt, renewedAt, expiresAt, version, data }) {
  return Buffer.from(`${createdAt} ${renewedAt} ${expiresAt} ${version}\n${data}`)
}

/**
 * @param {Buffer} value
 * @returns {SessionRecord | null} Null if it is no record.
 */
export function recordOf(value) {
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
 * @param {SessionRecord} options
 * @param {number} now By that clock, in milliseconds since the epoch.
 * @returns {number} `exptime` of its protocol: seconds from now, or since 1970; negative for at once.
 */
export function expiryOf({ expiresAt }, now) {
  if (expiresAt <= now) {
    return -1
  }
  const seconds = Math.ceil((expiresAt - now) / 1_000) + STEP_SECONDS
  return seconds > LONGEST_LIFETIME_SECONDS ? Math.ceil(Date.now() / 1_000) + seconds : seconds
}
