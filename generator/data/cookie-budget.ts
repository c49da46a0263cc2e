// Whether the largest valid session fits into the cookies of the cookie backend.
import { attributesOf, cookieNameOf } from '../plan/spec.ts'
import type { SessionConfig } from '../config/schema.ts'
import { largestFields } from './largest.ts'
import type { ObjectShape } from './shape.ts'

/** As `cookie-chunks` has it. */
const MAX_COOKIE_BYTES = 4096
/** `=`, the number of a chunk, `; Expires=…; Max-Age=…; ` and `; Secure`. */
const LINE_BYTES = 80
/** The version, the key id, the nonce and the tag of the envelope; the session id and the times of the payload. */
const SEAL_BYTES = 45
const PAYLOAD_BYTES = 180

export interface Budget {
  /** What the data may take as JSON, in bytes. */
  readonly room: number
  /** What the largest valid data takes; Infinity where some field has no bound. */
  readonly largest: number
  /** The field that takes most, and how much of it. */
  readonly field: { readonly name: string; readonly bytes: number } | null
}

export function cookieBudget(config: SessionConfig, shape: ObjectShape): Budget {
  const line = cookieNameOf(config).length + attributesOf(config).length + LINE_BYTES
  const sealed = (config.maxChunks ?? 3) * (MAX_COOKIE_BYTES - line)
  const fields = largestFields(shape)
  return {
    room: Math.floor((sealed * 3) / 4) - SEAL_BYTES - PAYLOAD_BYTES - markOf(config).length,
    largest: fields.reduce((sum, { bytes }) => sum + bytes, 2),
    field: fields[0] ?? null,
  }
}

/** As `data-versions` has it. */
function markOf({ version = 1 }: SessionConfig): string {
  return version === 1 ? '' : `@v${version}:`
}
