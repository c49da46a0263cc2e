// Whether a user authenticated recently enough for what a handler is about to do: change a password, pay, delete an account.
import { stateOf } from './session.js'
import { RecentAuthRequiredError } from './session-errors.js'

/** @import { Session } from './session.js' */

const RECENT_AUTH_SECONDS = 5 * 60

/**
 * Lets a handler go on if the session's user authenticated recently. Otherwise let them authenticate, then call `regenerate` and
 * `markAuthenticated`.
 *
 * @param {Session} session
 * @returns {void}
 * @throws {RecentAuthRequiredError} if that was too long ago, or never.
 */
export function requireRecentAuth(session) {
  const { authenticatedAt } = session
  if (authenticatedAt === null || stateOf(session).backend.now() >= authenticatedAt + RECENT_AUTH_SECONDS * 1000) {
    throw new RecentAuthRequiredError()
  }
}
