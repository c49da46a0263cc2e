// The backend of the tests: sessions in cookies, sealed with a key that no other test has.
import { encodeBase64url } from './base64url'
import type { SessionBackend } from './session-backend'
import { CookieBackend } from './cookie-backend'
import { MemoryRevocations } from './memory-revocations'

const KEY_BYTES = 32

/** @param now A clock in milliseconds since the epoch. */
export async function openBackend(
  now: () => number,
): Promise<{ readonly backend: SessionBackend; readonly close: () => Promise<void> }> {
  const secrets = encodeBase64url(crypto.getRandomValues(new Uint8Array(KEY_BYTES)))
  const revocations = new MemoryRevocations(now)
  return { backend: new CookieBackend({ secrets, now, revocations }), close: async () => {} }
}
