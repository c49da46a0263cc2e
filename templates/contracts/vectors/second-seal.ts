// The seal once more, from its description alone and on another library: what the emitted engines are compared with.
import { cmac, gcm } from '@noble/ciphers/aes.js'
import { createHash } from 'node:crypto'

export interface SecondUse {
  readonly purpose: string
  readonly cookieName: string
  readonly applicationId: string
}

export function xaesEncrypt(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, data: Uint8Array): Uint8Array {
  return gcm(messageKey(key, nonce), nonce.slice(12), data).encrypt(plaintext)
}

function xaesDecrypt(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array, data: Uint8Array): Uint8Array {
  return gcm(messageKey(key, nonce), nonce.slice(12), data).decrypt(ciphertext)
}

/** `base64url(version 1 ‖ key id 4 ‖ nonce 24 ‖ ciphertext ‖ tag 16)`. */
export function secondSeal(key: Uint8Array, nonce: Uint8Array, text: string, use: SecondUse): string {
  const ciphertext = xaesEncrypt(key, nonce, Buffer.from(text), associatedData(key, use))
  return Buffer.concat([Buffer.of(1), keyId(key), nonce, ciphertext]).toString('base64url')
}

/**
 * Opens as strictly as the engines have to: one spelling, one version, a key of the ring, and what was sealed with it.
 *
 * @returns Null where any of it is otherwise.
 */
export function secondOpen(keys: readonly Uint8Array[], sealed: string, use: SecondUse): string | null {
  if (!/^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/.test(sealed)) {
    return null
  }
  const bytes = Buffer.from(sealed, 'base64url')
  const key = keys.find((candidate) => bytes.subarray(1, 5).equals(keyId(candidate)))
  if (bytes.length < 45 || bytes[0] !== 1 || key === undefined) {
    return null
  }
  try {
    return secondUnseal(key, sealed, use)
  } catch {
    return null
  }
}

/** @throws If it does not open. */
export function secondUnseal(key: Uint8Array, sealed: string, use: SecondUse): string {
  const bytes = Buffer.from(sealed, 'base64url')
  return Buffer.from(xaesDecrypt(key, bytes.subarray(5, 29), bytes.subarray(29), associatedData(key, use))).toString()
}

function messageKey(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  const halves = [1, 2].map((counter) =>
    cmac(Buffer.concat([Buffer.of(0, counter, 0x58, 0), nonce.subarray(0, 12)]), key),
  )
  return Buffer.concat(halves)
}

function keyId(key: Uint8Array): Uint8Array {
  return createHash('sha256').update(prefixed('sealed-session key id', key)).digest().subarray(0, 4)
}

function associatedData(key: Uint8Array, { purpose, cookieName, applicationId }: SecondUse): Uint8Array {
  return prefixed('sealed-session', Buffer.of(1), keyId(key), purpose, cookieName, applicationId)
}

function prefixed(...fields: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.from(field as string)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}
