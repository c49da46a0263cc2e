// Bytes as base64url text (RFC 4648, section 5), without padding.

export function encodeBase64url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Takes the one canonical spelling alone. Decoders are lenient: without this check a text could be respelt, by white space,
 * padding or spare bits, and would still be read.
 *
 * @returns Null if the text is anything else.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | null {
  // The alphabet, and no length that `atob` would throw at.
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) {
    return null
  }
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  return encodeBase64url(bytes) === text ? bytes : null
}
