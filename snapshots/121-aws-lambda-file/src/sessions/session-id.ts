// Session ids: random, opaque, checked for their shape before anything else sees them.
import { createHash, randomBytes } from 'node:crypto'

const SESSION_ID_BYTES = 33

/** Base64url without padding; the last character leaves no spare bit set, so that each id has one spelling. */
const SESSION_ID = /^[A-Za-z0-9_-]{43}[A-Za-z0-9_-]$/

/** A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else. */
export function generateSessionId(): string {
  return randomBytes(SESSION_ID_BYTES).toString('base64url')
}

/** Whether a cookie's value can be a session id at all. */
export function isSessionId(value: string): boolean {
  return SESSION_ID.test(value)
}

/**
 * What others see instead of the session id, in a store or an event: SHA-256, base64url, 43 characters.
 * Who reads it there cannot take over a session (OWASP Session Management, ASVS 11.4).
 */
export function storageKeyOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url')
}
