// Tokens that a page sends back with what it changes: bound to its session, and never the same twice.
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import type { Session } from './session.ts'
import { CsrfTokenError } from './session-errors.ts'

const SECRET_BYTES = 32

/** Base64url of a mask, and of the secret under it. */
const TOKEN_CHARACTERS = 86

/** The field of a session that its tokens are made from. A session that takes over the data of another does not take it. */
export const CSRF_SECRET = 'csrfSecret'

/**
 * A token for a form or a script of this session: letters, digits, `-` and `_`. The first one is a write to the session; ask for
 * it where the user logs in, so that two pages do not each begin with their own.
 */
export function csrfToken(session: Session): string {
  const secret = secretOf(session) ?? crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  Object.assign(session, { [CSRF_SECRET]: encodeBase64url(secret) })
  // With the same bytes in each response, one that is compressed could be made to tell them (BREACH).
  const mask = crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
  return encodeBase64url(Uint8Array.from([...mask, ...mask.map((byte, index) => byte ^ (secret[index] ?? 0))]))
}

/**
 * Lets a handler go on if the request carries a token of its session, from a header or from a field of the form.
 *
 * @throws {CsrfTokenError} if it is missing, or another session's.
 */
export function requireCsrfToken(session: Session, token: unknown): void {
  const secret = secretOf(session)
  const sent = typeof token === 'string' && token.length === TOKEN_CHARACTERS ? decodeBase64url(token) : null
  if (secret === null || sent === null || !isMaskOf(sent, secret)) {
    throw new CsrfTokenError()
  }
}

/** Takes the same time wherever the first difference is. */
function isMaskOf(sent: Uint8Array, secret: Uint8Array): boolean {
  let difference = 0
  for (const [index, byte] of secret.entries()) {
    difference |= byte ^ (sent[index] ?? 0) ^ (sent[SECRET_BYTES + index] ?? 0)
  }
  return difference === 0
}

function secretOf(session: Session): Uint8Array | null {
  const kept: unknown = Reflect.get(session, CSRF_SECRET)
  const secret = typeof kept === 'string' ? decodeBase64url(kept) : null
  return secret?.length === SECRET_BYTES ? secret : null
}
