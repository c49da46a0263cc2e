// Session ids: random, opaque, checked for their shape before anything else sees them.

const SESSION_ID_BYTES = 32

/**
 * A new session id: random bytes of the platform's generator, base64url. It lives in the cookie and nowhere else.
 *
 * @returns {string}
 */
export function generateSessionId() {
  return base64url(crypto.getRandomValues(new Uint8Array(SESSION_ID_BYTES)))
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
