// The accumulated test of XAES-256-GCM: random messages from SHAKE-128, and one hash over all that they are encrypted to.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { Bytes } from './seal-engines.ts'

export type Encrypt = (key: Bytes, nonce: Bytes, text: Bytes, data: Bytes) => Promise<Uint8Array>

/** @returns SHAKE-128 of the ciphertexts, 32 bytes as hex. */
export async function accumulate(messages: number, encrypt: Encrypt): Promise<string> {
  const stream = createHash('shake128', { outputLength: messages * (32 + 24 + 2 * 256) }).digest()
  expect(stream.subarray(0, 16).toString('hex')).toBe('7f9c2ba4e88f827d616045507605853e')
  let offset = 0
  const take = (length: number): Bytes => Uint8Array.from(stream.subarray(offset, (offset += length)))
  const hash = createHash('shake128', { outputLength: 32 })
  for (let message = 0; message < messages; message += 1) {
    const key = take(32)
    const nonce = take(24)
    const plaintext = take(take(1)[0] ?? 0)
    hash.update(await encrypt(key, nonce, plaintext, take(take(1)[0] ?? 0)))
  }
  return hash.digest('hex')
}
