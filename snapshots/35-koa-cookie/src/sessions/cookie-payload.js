// What is sealed into the cookie: the session id, the times of the session, and its data.
import { isLive } from './session-record.js'

/** @import { SessionRecord } from './session-record.js' */

/**
 * The clocks of two servers may be so far apart.
 *
 * @type {number}
 */
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000

/**
 * A session as the cookie holds it.
 *
 * @typedef {object} Payload
 * @property {string} id
 * @property {SessionRecord} record
 */

/**
 * One line for what the backend needs, then the data as `serializeData` wrote it.
 *
 * @param {string} id
 * @param {SessionRecord} record
 * @returns {string}
 */
export function writePayload(id, record) {
  const { createdAt, renewedAt, expiresAt } = record
  return `${JSON.stringify({ id, createdAt, renewedAt, expiresAt })}\n${record.data}`
}

/**
 * @param {string} text
 * @returns {Payload | null} Null if the text is no payload: one of our own making always is, unless its form has
 * changed since.
 */
export function readPayload(text) {
  const end = text.indexOf('\n')
  const head = parse(text.slice(0, Math.max(end, 0)))
  if (!isHead(head)) {
    return null
  }
  const { id, createdAt, renewedAt, expiresAt } = head
  return {
    id,
    record: {
      data: text.slice(end + 1),
      createdAt,
      renewedAt,
      expiresAt,
    },
  }
}

/**
 * A session from the future was sealed by a clock that is wrong: its deadline says nothing.
 *
 * @param {SessionRecord} record
 * @param {number} now
 * @returns {boolean}
 */
export function isCurrent(record, now) {
  return isLive(record, now) && record.renewedAt <= now + CLOCK_TOLERANCE_MILLISECONDS
}

/** @typedef {Pick<Payload, 'id'> & Pick<SessionRecord, 'createdAt' | 'renewedAt' | 'expiresAt'>} Head */

/**
 * @param {Partial<Record<keyof Head, unknown>> | null} head
 * @returns {head is Head}
 */
function isHead(head) {
  return (
    typeof head?.id === 'string' &&
    [head.createdAt, head.renewedAt, head.expiresAt].every((time) => Number.isSafeInteger(time))
  )
}

/**
 * @param {string} line
 * @returns {Partial<Record<keyof Head, unknown>> | null}
 */
function parse(line) {
  try {
    /** @type {unknown} */
    const head = JSON.parse(line)
    return typeof head === 'object' ? head : null
  } catch {
    return null
  }
}
