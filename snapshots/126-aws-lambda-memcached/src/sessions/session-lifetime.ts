// How long a session lives, and when its deadline moves.

const LIFETIME_SECONDS = 14 * 24 * 60 * 60

/** A session in use moves its deadline at most once in this time. */
const RENEW_AFTER_SECONDS = 24 * 60 * 60

/** The deadline of a session that is renewed now. Times are in milliseconds since the epoch. */
export function deadlineOf(now: number): number {
  return now + LIFETIME_SECONDS * 1000
}

/** Whether a session that was last renewed at `renewedAt` is due again. */
export function isRenewalDue(renewedAt: number, now: number): boolean {
  return now >= renewedAt + RENEW_AFTER_SECONDS * 1000
}
