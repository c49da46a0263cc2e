// The backend of the tests: sessions in cookies, sealed with a key that no other test has.
import { encodeBase64url } from './base64url.js'
import { CookieBackend } from './cookie-backend.js'

/** @import { SessionBackend } from './session-backend.js' */

const KEY_BYTES = 32

/**
 * @param {() => number} now A clock in milliseconds since the epoch.
 * @returns {Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }>}
 */
export async function openBackend(now) {
  const secrets = encodeBase64url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))
  return { backend: new CookieBackend({ secrets, now }), close: async () => {} }
}
