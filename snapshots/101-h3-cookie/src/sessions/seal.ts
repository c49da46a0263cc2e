// Seals text: who has no key can neither read nor change it. XAES-256-GCM (https://c2sp.org/XAES-256-GCM) on WebCrypto.
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

/** A key as WebCrypto holds it, whichever types the project has for it. */
type ImportedKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** A key, and what is authenticated beside each text. */
interface CipherKey {
  /** Of AES-CBC, which is the way to the block cipher alone. */
  readonly key: ImportedKey
  readonly subkey: Uint8Array
  readonly associatedData: Uint8Array<ArrayBuffer>
}

interface SealKey extends CipherKey {
  readonly id: Uint8Array
}

/** The keys of one use, newest first: the first seals, all open. */
export interface KeyRing {
  readonly use: SealUse
  readonly keys: readonly Uint8Array<ArrayBuffer>[]
  /** Null until they are needed: some platforms have no crypto before the first request. */
  ready: readonly SealKey[] | null
}

export function createKeyRing(keys: readonly Uint8Array<ArrayBuffer>[], use: SealUse): KeyRing {
  return { use, keys, ready: null }
}

/**
 * Seals a text with the newest key. The same text looks different each time.
 *
 * @throws If two keys have one id.
 */
export function seal(text: string, ring: KeyRing): Promise<string> {
  return sealUnder(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)), text, ring)
}

/**
 * Opens what was sealed for the same use.
 *
 * @returns Null if no key of the ring sealed it, or if it was changed since. Nothing tells which.
 * @throws If two keys have one id.
 */
export async function unseal(sealed: string, ring: KeyRing): Promise<string | null> {
  const envelope = readEnvelope(sealed)
  const key = envelope && findKey(await readyKeys(ring), envelope.keyId)
  if (envelope === null || key === null) {
    return null
  }
  const text = await decrypt(key, envelope.nonce, envelope.ciphertext)
  // Whatever was sealed comes back, a byte order mark at its beginning too.
  return text === null ? null : new TextDecoder('utf-8', { fatal: false, ignoreBOM: true }).decode(text)
}

/** @param nonce Under which this key has sealed nothing else. */
async function sealUnder(nonce: Uint8Array<ArrayBuffer>, text: string, ring: KeyRing): Promise<string> {
  const [key] = await readyKeys(ring)
  if (key === undefined) {
    throw new Error('There is no key to seal with')
  }
  return writeEnvelope(key.id, nonce, await encrypt(key, nonce, Uint8Array.from(new TextEncoder().encode(text))))
}

async function createCipherKey(
  key: Uint8Array<ArrayBuffer>,
  associatedData: Uint8Array<ArrayBuffer>,
): Promise<CipherKey> {
  const imported = await crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['encrypt'])
  return { key: imported, subkey: subkeyOf(await encryptBlock(imported, new Uint8Array(BLOCK_BYTES))), associatedData }
}

async function encrypt(
  key: CipherKey,
  nonce: Uint8Array<ArrayBuffer>,
  plaintext: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = nonce.subarray(KEY_NONCE_BYTES)
  const options = { name: 'AES-GCM', iv, additionalData: key.associatedData, tagLength: TAG_BYTES * 8 }
  return new Uint8Array(await crypto.subtle.encrypt(options, await messageKey(key, nonce, 'encrypt'), plaintext))
}

/** @returns Null if the ciphertext, its tag or the associated data is not what was sealed. */
async function decrypt(
  key: CipherKey,
  nonce: Uint8Array<ArrayBuffer>,
  ciphertext: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const iv = nonce.subarray(KEY_NONCE_BYTES)
  const options = { name: 'AES-GCM', iv, additionalData: key.associatedData, tagLength: TAG_BYTES * 8 }
  const keyOfMessage = await messageKey(key, nonce, 'decrypt')
  try {
    return new Uint8Array(await crypto.subtle.decrypt(options, keyOfMessage, ciphertext))
  } catch {
    return null
  }
}

/** Two requests may both prepare the keys. To wait for a promise of another request would hang on some platforms. */
async function readyKeys(ring: KeyRing): Promise<readonly SealKey[]> {
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

async function messageKey(
  { key, subkey }: CipherKey,
  nonce: Uint8Array<ArrayBuffer>,
  usage: 'encrypt' | 'decrypt',
): Promise<ImportedKey> {
  const [block1, block2] = keyBlocks(subkey, nonce)
  const halves = await Promise.all([encryptBlock(key, block1), encryptBlock(key, block2)])
  const bytes = Uint8Array.of(...halves[0], ...halves[1])
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [usage])
}

/** The block cipher alone, under the key derivation: the first block of AES-CBC that starts from zeros. */
async function encryptBlock(key: ImportedKey, block: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(BLOCK_BYTES) }, key, block)
  return new Uint8Array(encrypted, 0, BLOCK_BYTES)
}
