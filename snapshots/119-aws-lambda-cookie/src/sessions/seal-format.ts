// How a sealed text is laid out, and what its seal covers beside the text.
import { decodeBase64url, encodeBase64url } from './base64url.js'
import { NONCE_BYTES, TAG_BYTES } from './xaes.js'

/** What a seal is good for. It opens in the same use alone: in no other cookie, in no other application. */
export interface SealUse {
  readonly purpose: string
  readonly cookieName: string
  readonly applicationId: string
}

/** What is in a sealed text: `base64url(version 1 ‖ key id 4 ‖ nonce 24 ‖ ciphertext ‖ tag 16)`. */
interface Envelope {
  /** Says which key sealed the text: four bytes. */
  readonly keyId: Uint8Array
  readonly nonce: Uint8Array<ArrayBuffer>
  /** With the tag at its end. */
  readonly ciphertext: Uint8Array<ArrayBuffer>
}

/** Version 1 is XAES-256-GCM, and nothing else: a sealed text has no say in how it is opened. */
const VERSION = 1

const KEY_ID_BYTES = 4

const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES

/** Keeps these seals apart from whatever else is made with the same keys. */
const PROTOCOL = 'sealed-session'

const encoder = new TextEncoder()

/** What a key's id is the digest of. */
export function keyIdInput(key: Uint8Array): Uint8Array<ArrayBuffer> {
  return lengthPrefixed([encoder.encode(`${PROTOCOL} key id`), key])
}

/** @param digest SHA-256 of `keyIdInput`. */
export function keyIdOf(digest: Uint8Array): Uint8Array {
  return digest.subarray(0, KEY_ID_BYTES)
}

/** @throws If two keys have one id, so that a seal would not say which of them made it. */
export function requireDifferentIds(keys: readonly { readonly id: Uint8Array }[]): void {
  if (new Set(keys.map(({ id }) => encodeBase64url(id))).size < keys.length) {
    throw new Error('Two of the keys that seal sessions have the same id: replace one of them')
  }
}

/** Finds the key of this id; null if it is not on the ring. */
export function findKey<Key extends { readonly id: Uint8Array }>(keys: readonly Key[], id: Uint8Array): Key | null {
  return keys.find((key) => key.id.every((byte, index) => byte === id[index])) ?? null
}

/** What is authenticated with the text. Each field has its length before it: no two uses read alike. */
export function associatedDataOf(keyId: Uint8Array, use: SealUse): Uint8Array<ArrayBuffer> {
  const names = [use.purpose, use.cookieName, use.applicationId].map((name) => encoder.encode(name))
  return lengthPrefixed([encoder.encode(PROTOCOL), Uint8Array.of(VERSION), keyId, ...names])
}

export function writeEnvelope(keyId: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): string {
  const bytes = new Uint8Array(HEAD_BYTES + ciphertext.length)
  bytes.set([VERSION, ...keyId, ...nonce])
  bytes.set(ciphertext, HEAD_BYTES)
  return encodeBase64url(bytes)
}

/** @returns Null if the text cannot be an envelope. Nothing has been decrypted then. */
export function readEnvelope(text: string): Envelope | null {
  const bytes = decodeBase64url(text)
  if (bytes === null || bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) {
    return null
  }
  return {
    keyId: bytes.subarray(1, 1 + KEY_ID_BYTES),
    nonce: bytes.subarray(1 + KEY_ID_BYTES, HEAD_BYTES),
    ciphertext: bytes.subarray(HEAD_BYTES),
  }
}

function lengthPrefixed(fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, field) => sum + 4 + field.length, 0))
  const view = new DataView(bytes.buffer)
  let offset = 0
  for (const field of fields) {
    view.setUint32(offset, field.length)
    bytes.set(field, offset + 4)
    offset += 4 + field.length
  }
  return bytes
}
