// Seals text: who has no key can neither read nor change it. XAES-256-GCM (https://c2sp.org/XAES-256-GCM) on WebCrypto.
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
 * A key as WebCrypto holds it, whichever types the project has for it.
 *
 * @typedef {Awaited<ReturnType<typeof crypto.subtle.importKey>>} ImportedKey
 */

/**
 * A key, and what is authenticated beside each text.
 *
 * @typedef {object} CipherKey
 * @property {ImportedKey} key Of AES-CBC, which is the way to the block cipher alone.
 * @property {Uint8Array} subkey
 * @property {Uint8Array<ArrayBuffer>} associatedData
 */

/** @typedef {CipherKey & { readonly id: Uint8Array }} SealKey */

/**
 * The keys of one use, newest first: the first seals, all open.
 *
 * @typedef {object} KeyRing
 * @property {SealUse} use
 * @property {readonly Uint8Array<ArrayBuffer>[]} keys
 * @property {readonly SealKey[] | null} ready Null until they are needed: some platforms have no crypto before the
 * first request.
 */

/**
 * @param {readonly Uint8Array<ArrayBuffer>[]} keys
 * @param {SealUse} use
 * @returns {KeyRing}
 */
export function createKeyRing(keys, use) {
  return { use, keys, ready: null }
}

/**
 * Seals a text with the newest key. The same text looks different each time.
 *
 * @param {string} text
 * @param {KeyRing} ring
 * @returns {Promise<string>}
 * @throws If two keys have one id.
 */
export function seal(text, ring) {
  return sealUnder(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)), text, ring)
}

/**
 * Opens what was sealed for the same use.
 *
 * @param {string} sealed
 * @param {KeyRing} ring
 * @returns {Promise<string | null>} Null if no key of the ring sealed it, or if it was changed since. Nothing tells
 * which.
 * @throws If two keys have one id.
 */
export async function unseal(sealed, ring) {
  const envelope = readEnvelope(sealed)
  const key = envelope && findKey(await readyKeys(ring), envelope.keyId)
  if (envelope === null || key === null) {
    return null
  }
  const text = await decrypt(key, envelope.nonce, envelope.ciphertext)
  // Whatever was sealed comes back, a byte order mark at its beginning too.
  return text === null ? null : new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(text)
}

/**
 * @param {Uint8Array<ArrayBuffer>} nonce Under which this key has sealed nothing else.
 * @param {string} text
 * @param {KeyRing} ring
 * @returns {Promise<string>}
 */
async function sealUnder(nonce, text, ring) {
  const [key] = await readyKeys(ring)
  if (key === undefined) {
    throw new Error('There is no key to seal with')
  }
  return writeEnvelope(key.id, nonce, await encrypt(key, nonce, Uint8Array.from(new TextEncoder().encode(text))))
}

/**
 * @param {Uint8Array<ArrayBuffer>} key
 * @param {Uint8Array<ArrayBuffer>} associatedData
 * @returns {Promise<CipherKey>}
 */
async function createCipherKey(key, associatedData) {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt'])
  return { key: imported, subkey: subkeyOf(await encryptBlock(imported, new Uint8Array(BLOCK_BYTES))), associatedData }
}

/**
 * @param {CipherKey} key
 * @param {Uint8Array<ArrayBuffer>} nonce
 * @param {Uint8Array<ArrayBuffer>} plaintext
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function encrypt(key, nonce, plaintext) {
  const iv = nonce.subarray(KEY_NONCE_BYTES)
  const options = { name: 'AES-GCM', iv, additionalData: key.associatedData, tagLength: TAG_BYTES * 8 }
  return new Uint8Array(await crypto.subtle.encrypt(options, await messageKey(key, nonce, 'encrypt'), plaintext))
}

/**
 * @param {CipherKey} key
 * @param {Uint8Array<ArrayBuffer>} nonce
 * @param {Uint8Array<ArrayBuffer>} ciphertext
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} Null if the ciphertext, its tag or the associated data is not what
 * was sealed.
 */
async function decrypt(key, nonce, ciphertext) {
  const iv = nonce.subarray(KEY_NONCE_BYTES)
  const options = { name: 'AES-GCM', iv, additionalData: key.associatedData, tagLength: TAG_BYTES * 8 }
  const keyOfMessage = await messageKey(key, nonce, 'decrypt')
  try {
    return new Uint8Array(await crypto.subtle.decrypt(options, keyOfMessage, ciphertext))
  } catch {
    return null
  }
}

/**
 * Two requests may both prepare the keys. To wait for a promise of another request would hang on some platforms.
 *
 * @param {KeyRing} ring
 * @returns {Promise<readonly SealKey[]>}
 */
async function readyKeys(ring) {
  if (ring.ready === null) {
    const keys = await Promise.all(
      ring.keys.map(async (key) => {
        const id = keyIdOf(new Uint8Array(await crypto.subtle.digest('SHA-256', keyIdInput(key))))
        return { id, ...(await createCipherKey(key, associatedDataOf(id, ring.use))) }
      }),
    )
    requireDifferentIds(keys)
    ring.ready = keys
  }
  return ring.ready
}

/**
 * @param {CipherKey} options
 * @param {Uint8Array<ArrayBuffer>} nonce
 * @param {'encrypt' | 'decrypt'} usage
 * @returns {Promise<ImportedKey>}
 */
async function messageKey({ key, subkey }, nonce, usage) {
  const [block1, block2] = keyBlocks(subkey, nonce)
  const halves = await Promise.all([encryptBlock(key, block1), encryptBlock(key, block2)])
  const bytes = Uint8Array.of(...halves[0], ...halves[1])
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [usage])
}

/**
 * The block cipher alone, under the key derivation: the first block of AES-CBC that starts from zeros.
 *
 * @param {ImportedKey} key
 * @param {Uint8Array<ArrayBuffer>} block
 * @returns {Promise<Uint8Array>}
 */
async function encryptBlock(key, block) {
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(BLOCK_BYTES) }, key, block)
  return new Uint8Array(encrypted, 0, BLOCK_BYTES)
}
