// Whose a session is.
import type { SessionData } from './session-data.js'

/** The field of the session's data that holds the user's id. */
const USER_KEY = 'account'

/** Whose session it is: the text of an id that is a text or a number, otherwise null. 42 and '42' are one user. */
export function userIdOf(data: SessionData): string | null {
  const id = Object.hasOwn(data, USER_KEY) ? data[USER_KEY] : null
  return (typeof id === 'string' && id !== '') || Number.isFinite(id) ? String(id) : null
}
