// Wycheproof's tests of AES-256-GCM: on the ciphers as the seals call them, and carried over to XAES-256-GCM on the seals.
import { gcm } from '@noble/ciphers/aes.js'
import { createDecipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type GcmVector, gcmVectors } from './published.ts'
import { engines, fromHex, toHex } from './seal-engines.ts'
import { xaesEncrypt } from './second-seal.ts'

/** The first 12 bytes of a nonce go into the key of the message; the rest is the nonce of the vector. */
const NONCE_START = '4142434445464748494a4b4c'

const byNode = async ({ key, iv, aad, ct, tag }: GcmVector): Promise<string | null> => {
  const decipher = createDecipheriv('aes-256-gcm', fromHex(key), fromHex(iv), { authTagLength: 16 })
  decipher.setAAD(fromHex(aad)).setAuthTag(fromHex(tag))
  const start = decipher.update(fromHex(ct))
  try {
    return toHex(Buffer.concat([start, decipher.final()]))
  } catch {
    return null
  }
}

const byWebCrypto = async ({ key, iv, aad, ct, tag }: GcmVector): Promise<string | null> => {
  const options = { name: 'AES-GCM', iv: fromHex(iv), additionalData: fromHex(aad), tagLength: 128 }
  const imported = await crypto.subtle.importKey('raw', fromHex(key), 'AES-GCM', false, ['decrypt'])
  return crypto.subtle.decrypt(options, imported, fromHex(ct + tag)).then(
    (bytes) => toHex(new Uint8Array(bytes)),
    () => null,
  )
}

/** What a vector does to the right tag: of an invalid one, the bits that are wrong. */
function flipsOf({ key, iv, aad, msg, tag }: GcmVector): Uint8Array {
  const right = gcm(fromHex(key), fromHex(iv), fromHex(aad)).encrypt(fromHex(msg)).slice(-16)
  return fromHex(tag).map((byte, index) => byte ^ (right[index] ?? 0))
}

it('are those with keys of 256, nonces of 96 and tags of 128 bits', () => {
  expect(gcmVectors).toHaveLength(66)
  expect(gcmVectors.filter(({ result }) => result === 'invalid').length).toBeGreaterThan(20)
})

describe.each([
  ['node:crypto', byNode],
  ['WebCrypto', byWebCrypto],
])('the cipher of %s', (_, open) => {
  it.each(gcmVectors)('S-K1 Wycheproof $tcId $comment: $result', async (vector) => {
    expect(await open(vector)).toBe(vector.result === 'valid' ? vector.msg : null)
  })
})

describe.each(engines)('the seal of $name', ({ encrypt, decrypt }) => {
  it.each(gcmVectors)('S-K1 Wycheproof $tcId $comment: $result', async (vector) => {
    const [key, data, text] = [fromHex(vector.key), fromHex(vector.aad), fromHex(vector.msg)]
    const nonce = fromHex(NONCE_START + vector.iv)
    const right = xaesEncrypt(key, nonce, text, data)
    expect(toHex(await encrypt(key, nonce, text, data))).toBe(toHex(right))
    const flips = flipsOf(vector)
    const sent = right.map((byte, index) => byte ^ (flips[index - right.length + 16] ?? 0))
    const opened = await decrypt(key, nonce, Uint8Array.from(sent), data)
    expect(opened === null ? null : toHex(opened)).toBe(vector.result === 'valid' ? vector.msg : null)
  })
})
