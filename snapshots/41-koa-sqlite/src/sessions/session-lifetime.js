// How long a session lives, and when its deadline moves.

const LIFETIME_SECONDS = 24 * 60 * 60

/** A session in use moves its deadline at most once in this time. */
const RENEW_AFTER_SECONDS = 2 * 60 * 60

/**
 * The deadline of a session that is renewed now. Times are in milliseconds since the epoch.
 *
 * @param {number} now
 * @returns {number}
 */
export function deadlineOf(now) {
  return now + LIFETIME_SECONDS * 1000
}

/**
 * Whether a session that was last renewed at `renewedAt` is due again.
 *
 * @param {number} renewedAt
 * @param {number} now
 * @returns {boolean}
 */
export function isRenewalDue(renewedAt, now) {
  return now >= renewedAt + RENEW_AFTER_SECONDS * 1000
}
