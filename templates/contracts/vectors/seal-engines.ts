// The two engines that are emitted in one form, for tests that hold the one to the other.
import type { SealUse } from '../../runtime/seal-format.ts'
import * as node from '../../runtime/seal-node.ts'
import * as web from '../../runtime/seal-web.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export interface SealEngine {
  readonly name: string
  seal(text: string, keys: readonly Bytes[], use: SealUse): Promise<string>
  sealUnder(nonce: Bytes, text: string, keys: readonly Bytes[], use: SealUse): Promise<string>
  unseal(text: string, keys: readonly Bytes[], use: SealUse): Promise<string | null>
  /** XAES-256-GCM alone, below the envelope. */
  encrypt(key: Bytes, nonce: Bytes, text: Bytes, data: Bytes): Promise<Uint8Array>
  decrypt(key: Bytes, nonce: Bytes, text: Bytes, data: Bytes): Promise<Uint8Array | null>
}

export const engines: readonly SealEngine[] = [
  {
    name: 'node:crypto',
    seal: async (text, keys, use) => node.seal(text, node.createKeyRing(keys, use)),
    sealUnder: async (nonce, text, keys, use) => node.sealUnder(nonce, text, node.createKeyRing(keys, use)),
    unseal: async (text, keys, use) => node.unseal(text, node.createKeyRing(keys, use)),
    encrypt: async (key, nonce, text, data) => node.encrypt(node.createCipherKey(key, data), nonce, text),
    decrypt: async (key, nonce, text, data) => node.decrypt(node.createCipherKey(key, data), nonce, text),
  },
  {
    name: 'WebCrypto',
    seal: (text, keys, use) => web.seal(text, web.createKeyRing(keys, use)),
    sealUnder: (nonce, text, keys, use) => web.sealUnder(nonce, text, web.createKeyRing(keys, use)),
    unseal: (text, keys, use) => web.unseal(text, web.createKeyRing(keys, use)),
    encrypt: async (key, nonce, text, data) => web.encrypt(await web.createCipherKey(key, data), nonce, text),
    decrypt: async (key, nonce, text, data) => web.decrypt(await web.createCipherKey(key, data), nonce, text),
  },
]

export const fromHex = (hex: string): Bytes => Uint8Array.from(Buffer.from(hex, 'hex'))
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const fromBase64url = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'base64url'))
export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
