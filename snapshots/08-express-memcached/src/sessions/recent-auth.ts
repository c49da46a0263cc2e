// Whether a user authenticated recently enough for what a handler is about to do: change a password, pay, delete an account.
import { type Session, stateOf } from './session.js'
import { RecentAuthRequiredError } from './session-errors.js'

const RECENT_AUTH_SECONDS = 10 * 60

/**
 * Lets a handler go on if the session's user authenticated recently. Otherwise let them authenticate, then call `regenerate` and
 * `markAuthenticated`.
 *
 * @throws {RecentAuthRequiredError} if that was too long ago, or never.
 */
export function requireRecentAuth(session: Session): void {
  const { authenticatedAt } = session
  if (authenticatedAt === null || stateOf(session).backend.now() >= authenticatedAt + RECENT_AUTH_SECONDS * 1000) {
    throw new RecentAuthRequiredError()
  }
}
