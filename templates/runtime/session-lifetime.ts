// How long a session lives, and when its deadline moves.
import { spec } from './spec.ts'

const LIFETIME_SECONDS = spec.lifetimeSeconds

// @when spec.absoluteTimeout
const ABSOLUTE_TIMEOUT_SECONDS = spec.absoluteTimeoutSeconds

// @when spec.renew === 'on-access'
/** A session in use moves its deadline at most once in this time. */
const RENEW_AFTER_SECONDS = spec.renewAfterSeconds

/** The deadline of a session that is renewed now. Times are in milliseconds since the epoch. */
export function deadlineOf(createdAt: number, now: number): number {
  if (spec.absoluteTimeout) {
    return Math.min(now + LIFETIME_SECONDS * 1000, createdAt + ABSOLUTE_TIMEOUT_SECONDS * 1000)
  } else {
    return now + LIFETIME_SECONDS * 1000
  }
}

// @when spec.renew === 'on-access'
/** Whether a session that was last renewed at `renewedAt` is due again. */
export function isRenewalDue(renewedAt: number, now: number): boolean {
  return now >= renewedAt + RENEW_AFTER_SECONDS * 1000
}
