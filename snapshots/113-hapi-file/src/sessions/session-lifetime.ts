// How long a session lives, and when its deadline moves.

const LIFETIME_SECONDS = 24 * 60 * 60

/** The deadline of a session that is renewed now. Times are in milliseconds since the epoch. */
export function deadlineOf(now: number): number {
  return now + LIFETIME_SECONDS * 1000
}
