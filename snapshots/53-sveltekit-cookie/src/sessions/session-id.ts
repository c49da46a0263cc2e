// Session ids: random, opaque, checked for their shape before anything else sees them.

const SESSION_ID_BYTES = 32

/** A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else. */
export function generateSessionId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(SESSION_ID_BYTES)))
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
