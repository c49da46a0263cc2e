// Seals text: who has no key can neither read nor change it. XAES-256-GCM (https://c2sp.org/XAES-256-GCM) on node:crypto.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import {
  associatedDataOf,
  findKey,
  keyIdInput,
  keyIdOf,
  readEnvelope,
  requireDifferentIds,
  type SealUse,
  writeEnvelope,
} from './seal-format.js'
import { BLOCK_BYTES, KEY_NONCE_BYTES, keyBlocks, NONCE_BYTES, subkeyOf, TAG_BYTES } from './xaes.js'

/** A key, and what is authenticated beside each text. */
interface CipherKey {
  /** The block cipher alone, under the key derivation: each block by itself, and no text is ever encrypted so. */
  readonly encryptBlocks: (blocks: Uint8Array) => Buffer
  readonly subkey: Uint8Array
  readonly associatedData: Uint8Array
}

interface SealKey extends CipherKey {
  readonly id: Uint8Array
}

/** The keys of one use, newest first: the first seals, all open. */
export type KeyRing = readonly SealKey[]

/** @throws If two keys have one id. */
export function createKeyRing(keys: readonly Uint8Array[], use: SealUse): KeyRing {
  const ring = keys.map((key) => {
    const id = keyIdOf(createHash('sha256').update(keyIdInput(key)).digest())
    return { id, ...createCipherKey(key, associatedDataOf(id, use)) }
  })
  requireDifferentIds(ring)
  return ring
}

/** Seals a text with the newest key. The same text looks different each time. */
export function seal(text: string, ring: KeyRing): string {
  return sealUnder(randomBytes(NONCE_BYTES), text, ring)
}

/**
 * Opens what was sealed for the same use.
 *
 * @returns Null if no key of the ring sealed it, or if it was changed since. Nothing tells which.
 */
export function unseal(sealed: string, ring: KeyRing): string | null {
  const envelope = readEnvelope(sealed)
  const key = envelope && findKey(ring, envelope.keyId)
  if (envelope === null || key === null) {
    return null
  }
  return decrypt(key, envelope.nonce, envelope.ciphertext)?.toString() ?? null
}

/** @param nonce Under which this key has sealed nothing else. */
function sealUnder(nonce: Uint8Array, text: string, ring: KeyRing): string {
  const [key] = ring
  if (key === undefined) {
    throw new Error('There is no key to seal with')
  }
  return writeEnvelope(key.id, nonce, encrypt(key, nonce, Buffer.from(text)))
}

function createCipherKey(key: Uint8Array, associatedData: Uint8Array): CipherKey {
  const blockCipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const encryptBlocks = (blocks: Uint8Array): Buffer => blockCipher.update(blocks)
  return { encryptBlocks, subkey: subkeyOf(encryptBlocks(new Uint8Array(BLOCK_BYTES))), associatedData }
}

function encrypt(key: CipherKey, nonce: Uint8Array, plaintext: Uint8Array): Buffer {
  const options = { authTagLength: TAG_BYTES }
  const cipher = createCipheriv('aes-256-gcm', messageKey(key, nonce), nonce.subarray(KEY_NONCE_BYTES), options)
  cipher.setAAD(key.associatedData)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** @returns Null if the ciphertext, its tag or the associated data is not what was sealed. */
function decrypt(key: CipherKey, nonce: Uint8Array, ciphertext: Uint8Array): Buffer | null {
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

function messageKey({ encryptBlocks, subkey }: CipherKey, nonce: Uint8Array): Buffer {
  return encryptBlocks(Buffer.concat(keyBlocks(subkey, nonce)))
}
