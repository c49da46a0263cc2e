// Bytes as base64url text (RFC 4648, section 5), without padding.

function encodeBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/**
 * Takes the one canonical spelling alone. Decoders are lenient: without this check a text could be respelt, by white space,
 * padding or spare bits, and would still be read.
 *
 * @returns Null if the text is anything else.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text, 'base64url')
  return encodeBase64url(bytes) === text ? bytes : null
}
