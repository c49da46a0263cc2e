// Session ids: random, opaque, checked for their shape before anything else sees them.
import { randomBytes } from 'node:crypto'

const SESSION_ID_BYTES = 32

/** A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else. */
export function generateSessionId(): string {
  return randomBytes(SESSION_ID_BYTES).toString('base64url')
}
