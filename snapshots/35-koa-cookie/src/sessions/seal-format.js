// How a sealed text is laid out, and what its seal covers beside the text.
import { decodeBase64url, encodeBase64url } from './base64url.js'
import { NONCE_BYTES, TAG_BYTES } from './xaes.js'

/**
 * What a seal is good for. It opens in the same use alone: in no other cookie, in no other application.
 *
 * @typedef {object} SealUse
 * @property {string} purpose
 * @property {string} cookieName
 * @property {string} applicationId
 */

/**
 * What is in a sealed text: `base64url(version 1 ‖ key id 4 ‖ nonce 24 ‖ ciphertext ‖ tag 16)`.
 *
 * @typedef {object} Envelope
 * @property {Uint8Array} keyId Says which key sealed the text: four bytes.
 * @property {Uint8Array<ArrayBuffer>} nonce
 * @property {Uint8Array<ArrayBuffer>} ciphertext With the tag at its end.
 */

/** Version 1 is XAES-256-GCM, and nothing else: a sealed text has no say in how it is opened. */
const VERSION = 1

const KEY_ID_BYTES = 4

const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES

/** Keeps these seals apart from whatever else is made with the same keys. */
const PROTOCOL = 'sealed-session'

const encoder = new TextEncoder()

/**
 * What a key's id is the digest of.
 *
 * @param {Uint8Array} key
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function keyIdInput(key) {
  return lengthPrefixed([encoder.encode(`${PROTOCOL} key id`), key])
}

/**
 * @param {Uint8Array} digest SHA-256 of `keyIdInput`.
 * @returns {Uint8Array}
 */
export function keyIdOf(digest) {
  return digest.subarray(0, KEY_ID_BYTES)
}

/**
 * @param {readonly { readonly id: Uint8Array }[]} keys
 * @returns {void}
 * @throws If two keys have one id, so that a seal would not say which of them made it.
 */
export function requireDifferentIds(keys) {
  if (new Set(keys.map(({ id }) => encodeBase64url(id))).size < keys.length) {
    throw new Error('Two of the keys that seal sessions have the same id: replace one of them')
  }
}

/**
 * Finds the key of this id; null if it is not on the ring.
 *
 * @template {{ readonly id: Uint8Array }} Key
 * @param {readonly Key[]} keys
 * @param {Uint8Array} id
 * @returns {Key | null}
 */
export function findKey(keys, id) {
  return keys.find((key) => key.id.every((byte, index) => byte === id[index])) ?? null
}

/**
 * What is authenticated with the text. Each field has its length before it: no two uses read alike.
 *
 * @param {Uint8Array} keyId
 * @param {SealUse} use
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function associatedDataOf(keyId, use) {
  const names = [use.purpose, use.cookieName, use.applicationId].map((name) => encoder.encode(name))
  return lengthPrefixed([encoder.encode(PROTOCOL), Uint8Array.of(VERSION), keyId, ...names])
}

/**
 * @param {Uint8Array} keyId
 * @param {Uint8Array} nonce
 * @param {Uint8Array} ciphertext
 * @returns {string}
 */
export function writeEnvelope(keyId, nonce, ciphertext) {
  const bytes = new Uint8Array(HEAD_BYTES + ciphertext.length)
  bytes.set([VERSION, ...keyId, ...nonce])
  bytes.set(ciphertext, HEAD_BYTES)
  return encodeBase64url(bytes)
}

/**
 * @param {string} text
 * @returns {Envelope | null} Null if the text cannot be an envelope. Nothing has been decrypted then.
 */
export function readEnvelope(text) {
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

/**
 * @param {readonly Uint8Array[]} fields
 * @returns {Uint8Array<ArrayBuffer>}
 */
function lengthPrefixed(fields) {
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
