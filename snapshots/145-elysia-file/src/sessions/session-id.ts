// Session ids: random, opaque, checked for their shape before anything else sees them.

const SESSION_ID_BYTES = 33

/** Base64url without padding; the last character leaves no spare bit set, so that each id has one spelling. */
const SESSION_ID = /^[A-Za-z0-9_-]{43}[A-Za-z0-9_-]$/

/** A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else. */
export function generateSessionId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(SESSION_ID_BYTES)))
}

/** Whether a cookie's value can be a session id at all. */
export function isSessionId(value: string): boolean {
  return SESSION_ID.test(value)
}

/**
 * What others see instead of the session id, in a store or an event: SHA-256, base64url, 43 characters.
 * Who reads it there cannot take over a session (OWASP Session Management, ASVS 11.4).
 */
export async function storageKeyOf(sessionId: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sessionId))))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
