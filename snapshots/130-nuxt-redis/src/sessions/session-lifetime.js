// How long a session lives, and when its deadline moves.

const LIFETIME_SECONDS = 2 * 60 * 60

const ABSOLUTE_TIMEOUT_SECONDS = 24 * 60 * 60

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
