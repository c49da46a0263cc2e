// How long a session lives, and when its deadline moves.
/**
 * @import { SessionRecord } from './session-record.js'
 * @import { SessionState } from './session-state.js'
 */

const LIFETIME_SECONDS = 60 * 60

const ABSOLUTE_TIMEOUT_SECONDS = 12 * 60 * 60

/**
 * The deadline of a session that is renewed now. Times are in milliseconds since the epoch.
 *
 * @param {number} createdAt
 * @param {number} now
 * @returns {number}
 */
export function deadlineOf(createdAt, now) {
  return Math.min(now + LIFETIME_SECONDS * 1000, createdAt + ABSOLUTE_TIMEOUT_SECONDS * 1000)
}

/**
 * Whether the deadline of a session in use moves with this response.
 *
 * @param {Pick<SessionState, 'touched'>} state
 * @param {SessionRecord} record
 * @param {number} now
 * @returns {boolean}
 */
export function isRenewal(state, record, now) {
  const isDue = state.touched
  return isDue && deadlineOf(record.createdAt, now) > record.expiresAt
}
