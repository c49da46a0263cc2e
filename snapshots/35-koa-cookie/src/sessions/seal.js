// Seals text: who has no key can neither read nor change it. XAES-256-GCM (https://c2sp.org/XAES-256-GCM) on node:crypto.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import {
  associatedDataOf,
  findKey,
  keyIdInput,
  keyIdOf,
  readEnvelope,
  requireDifferentIds,
  writeEnvelope,
} from './seal-format.js'
import { BLOCK_BYTES, KEY_NONCE_BYTES, keyBlocks, NONCE_BYTES, subkeyOf, TAG_BYTES } from './xaes.js'

/** @import { SealUse } from './seal-format.js' */

/**
 * A key, and what is authenticated beside each text.
 *
 * @typedef {object} CipherKey
 * @property {(blocks: Uint8Array) => Buffer} encryptBlocks The block cipher alone, under the key derivation: each block
 * by itself, and no text is ever encrypted so.
 * @property {Uint8Array} subkey
 * @property {Uint8Array} associatedData
 */

/** @typedef {CipherKey & { readonly id: Uint8Array }} SealKey */

/**
 * The keys of one use, newest first: the first seals, all open.
 *
 * @typedef {readonly SealKey[]} KeyRing
 */

/**
 * @param {readonly Uint8Array[]} keys
 * @param {SealUse} use
 * @returns {KeyRing}
 * @throws If two keys have one id.
 */
export function createKeyRing(keys, use) {
  const ring = keys.map((key) => {
    const id = keyIdOf(createHash('sha256').update(keyIdInput(key)).digest())
    return { id, ...createCipherKey(key, associatedDataOf(id, use)) }
  })
  requireDifferentIds(ring)
  return ring
}

/**
 * Seals a text with the newest key. The same text looks different each time.
 *
 * @param {string} text
 * @param {KeyRing} ring
 * @returns {string}
 */
export function seal(text, ring) {
  return sealUnder(randomBytes(NONCE_BYTES), text, ring)
}

/**
 * Opens what was sealed for the same use.
 *
 * @param {string} sealed
 * @param {KeyRing} ring
 * @returns {string | null} Null if no key of the ring sealed it, or if it was changed since. Nothing tells which.
 */
export function unseal(sealed, ring) {
  const envelope = readEnvelope(sealed)
  const key = envelope && findKey(ring, envelope.keyId)
  if (envelope === null || key === null) {
    return null
  }
  return decrypt(key, envelope.nonce, envelope.ciphertext)?.toString() ?? null
}

/**
 * @param {Uint8Array} nonce Under which this key has sealed nothing else.
 * @param {string} text
 * @param {KeyRing} ring
 * @returns {string}
 */
function sealUnder(nonce, text, ring) {
  const [key] = ring
  if (key === undefined) {
    throw new Error('There is no key to seal with')
  }
  return writeEnvelope(key.id, nonce, encrypt(key, nonce, Buffer.from(text)))
}

/**
 * @param {Uint8Array} key
 * @param {Uint8Array} associatedData
 * @returns {CipherKey}
 */
function createCipherKey(key, associatedData) {
  const blockCipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  /**
   * @param {Uint8Array} blocks
   * @returns {Buffer}
   */
  const encryptBlocks = (blocks) => blockCipher.update(blocks)
  return { encryptBlocks, subkey: subkeyOf(encryptBlocks(new Uint8Array(BLOCK_BYTES))), associatedData }
}

/**
 * @param {CipherKey} key
 * @param {Uint8Array} nonce
 * @param {Uint8Array} plaintext
 * @returns {Buffer}
 */
function encrypt(key, nonce, plaintext) {
  const options = { authTagLength: TAG_BYTES }
  const cipher = createCipheriv('aes-256-gcm', messageKey(key, nonce), nonce.subarray(KEY_NONCE_BYTES), options)
  cipher.setAAD(key.associatedData)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/**
 * @param {CipherKey} key
 * @param {Uint8Array} nonce
 * @param {Uint8Array} ciphertext
 * @returns {Buffer | null} Null if the ciphertext, its tag or the associated data is not what was sealed.
 */
function decrypt(key, nonce, ciphertext) {
  const end = ciphertext.length - TAG_BYTES
  // Unless their length is said, shorter tags pass too, which can be guessed.
  const options = { authTagLength: TAG_BYTES }
  const decipher = createDecipheriv('aes-256-gcm', messageKey(key, nonce), nonce.subarray(KEY_NONCE_BYTES), options)
  decipher.setAAD(key.associatedData)
  decipher.setAuthTag(ciphertext.subarray(end))
  const plaintext = decipher.update(ciphertext.subarray(0, end))
  try {
    return Buffer.concat([plaintext, decipher.final()])
  } catch {
    return null
  }
}

/**
 * @param {CipherKey} options
 * @param {Uint8Array} nonce
 * @returns {Buffer}
 */
function messageKey({ encryptBlocks, subkey }, nonce) {
  return encryptBlocks(Buffer.concat(keyBlocks(subkey, nonce)))
}
