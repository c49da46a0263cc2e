// Bytes as base64url text (RFC 4648, section 5), without padding.

/** The alphabet; the spare bits of a last character are zeros. */
const CANONICAL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/

/**
 * Takes the one canonical spelling alone. Decoders are lenient: without this check a text could be respelt, by white space,
 * padding or spare bits, and would still be read.
 *
 * @returns Null if the text is anything else.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!CANONICAL.test(text)) {
    return null
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = binary.charCodeAt(index)
  }
  return bytes
}
