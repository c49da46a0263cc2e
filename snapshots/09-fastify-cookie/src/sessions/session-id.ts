// Session ids: random, opaque, checked for their shape before anything else sees them.
import { createHash, randomBytes } from 'node:crypto'

const SESSION_ID_BYTES = 32

/** A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else. */
export function generateSessionId(): string {
  return randomBytes(SESSION_ID_BYTES).toString('base64url')
}

/**
 * What others see instead of the session id, in a store or an event: SHA-256, base64url, 43 characters.
 * Who reads it there cannot take over a session (OWASP Session Management, ASVS 11.4).
 */
export function storageKeyOf(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url')
}
