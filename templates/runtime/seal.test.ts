import * as fc from 'fast-check'
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Bytes, engines, fromBase64url, fromHex, toBase64url, toHex } from '../contracts/vectors/seal-engines.ts'
import { accumulate, type Encrypt } from '../contracts/vectors/accumulate.ts'
import { secondSeal, secondUnseal, xaesEncrypt } from '../contracts/vectors/second-seal.ts'
import type { SealUse } from './seal-format.ts'

interface Vector extends SealUse {
  readonly name: string
  readonly key: string
  readonly nonce: string
  readonly text: string
  readonly sealed: string
}

const vectorFile = (name: string): string =>
  readFileSync(new URL(`../contracts/vectors/${name}`, import.meta.url), 'utf8')
const vectors = JSON.parse(vectorFile('seal.json')) as readonly Vector[]
const published = JSON.parse(vectorFile('xaes-256-gcm.json')) as {
  readonly vectors: readonly Readonly<Record<'key' | 'nonce' | 'plaintext' | 'associatedData' | 'ciphertext', string>>[]
  /** By the number of messages. */
  readonly accumulated: Readonly<Record<string, string>>
}

const USE: SealUse = { purpose: 'session', cookieName: '__Host-session', applicationId: '' }
const KEY: Bytes = Uint8Array.from(createHash('sha256').update('a key for tests').digest())
const OTHER_KEY: Bytes = Uint8Array.from(createHash('sha256').update('another key for tests').digest())

/** How many messages are accumulated: 10000 or, for `npm run vectors`, 1000000. */
const MESSAGES = process.env['XAES_MESSAGES'] ?? '10000'

describe('the second implementation', () => {
  it('S-K1 agrees with the published hash of 10000 random messages', async () => {
    const encrypt: Encrypt = async (...args) => xaesEncrypt(...args)
    expect(await accumulate(10_000, encrypt)).toBe(published.accumulated['10000'])
  })

  it.each(published.vectors)('S-K1 agrees with the published vector of key $key', (vector) => {
    const ciphertext = xaesEncrypt(
      fromHex(vector.key),
      fromHex(vector.nonce),
      fromHex(vector.plaintext),
      fromHex(vector.associatedData),
    )
    expect(toHex(ciphertext)).toBe(vector.ciphertext)
  })

  it.each(vectors)('S-K1 seals and opens $name', ({ key, nonce, text, sealed, ...use }) => {
    expect(secondSeal(fromBase64url(key), fromHex(nonce), text, use)).toBe(sealed)
    expect(secondUnseal(fromBase64url(key), sealed, use)).toBe(text)
  })
})

describe.each(engines)('$name', ({ seal, sealUnder, unseal, encrypt, decrypt }) => {
  it.each(published.vectors)('S-K1 agrees with the published vector of key $key', async (vector) => {
    const key = fromHex(vector.key)
    const nonce = fromHex(vector.nonce)
    const data = fromHex(vector.associatedData)
    const ciphertext = await encrypt(key, nonce, fromHex(vector.plaintext), data)
    expect(toHex(ciphertext)).toBe(vector.ciphertext)
    expect(toHex((await decrypt(key, nonce, fromHex(vector.ciphertext), data)) ?? Buffer.of())).toBe(vector.plaintext)
  })

  it(`S-K1 agrees with the published hash of ${MESSAGES} random messages`, { timeout: 1_200_000 }, async () => {
    expect(await accumulate(Number(MESSAGES), encrypt)).toBe(published.accumulated[MESSAGES])
  })

  it.each(vectors)('S-K1 S-K2 case 92: seals and opens $name', async ({ key, nonce, text, sealed, ...use }) => {
    expect(await sealUnder(fromHex(nonce), text, [fromBase64url(key)], use)).toBe(sealed)
    expect(await unseal(sealed, [fromBase64url(key)], use)).toBe(text)
  })

  it('S-K1 case 69: opens what it and the other implementations sealed', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 })
    await fc.assert(
      fc.asyncProperty(text, async (plaintext) => {
        expect(secondUnseal(KEY, await seal(plaintext, [KEY], USE), USE)).toBe(plaintext)
        for (const engine of engines) {
          expect(await unseal(await engine.seal(plaintext, [KEY], USE), [KEY], USE)).toBe(plaintext)
        }
      }),
    )
  })

  it('S-K1 seals one text to another value each time', async () => {
    const sealed = await Promise.all(Array.from({ length: 1_000 }, () => seal('the same', [KEY], USE)))
    expect(new Set(sealed.map((value) => toHex(fromBase64url(value).subarray(5, 29)))).size).toBe(1_000)
    expect(sealed.every((value) => !Buffer.from(value, 'base64url').includes('the same'))).toBe(true)
  })

  it('S-K2 case 80: refuses an envelope with any bit changed', async () => {
    const bytes = fromBase64url(await seal('{"user":"ada"}', [KEY, OTHER_KEY], USE))
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(await unseal(toBase64url(changed), [KEY, OTHER_KEY], USE), `bit ${bit}`).toBeNull()
    }
  })

  it('S-K2 refuses a text with any character changed, cut off or added', async () => {
    const sealed = await seal('a', [KEY], USE)
    for (let index = 0; index < sealed.length; index += 1) {
      const other = sealed[index] === 'A' ? 'B' : 'A'
      expect(await unseal(sealed.slice(0, index) + other + sealed.slice(index + 1), [KEY], USE)).toBeNull()
      expect(await unseal(sealed.slice(0, index), [KEY], USE), `${index} characters`).toBeNull()
      expect(await unseal(sealed.slice(index + 1), [KEY], USE)).toBeNull()
      expect(await unseal(`${sealed.slice(0, index)}\n${sealed.slice(index)}`, [KEY], USE)).toBeNull()
    }
    for (const added of ['A', 'AA', 'AAAA', '=', '==', '%00', '\0', '\n', ' ']) {
      expect(await unseal(sealed + added, [KEY], USE)).toBeNull()
      expect(await unseal(added + sealed, [KEY], USE)).toBeNull()
    }
  })

  it('S-K2 refuses every version but 1', async () => {
    const bytes = fromBase64url(await seal('a', [KEY], USE))
    const opened: number[] = []
    for (let version = 0; version < 256; version += 1) {
      bytes[0] = version
      if ((await unseal(toBase64url(bytes), [KEY], USE)) !== null) {
        opened.push(version)
      }
    }
    expect(opened).toEqual([1])
  })

  it.each([0, 4, 8, 12, 13, 15])('S-K2 refuses a tag of %i bytes', async (length) => {
    const bytes = fromBase64url(await seal('a text of more than 16 bytes', [KEY], USE))
    expect(await unseal(toBase64url(bytes.subarray(0, bytes.length - 16 + length)), [KEY], USE)).toBeNull()
    const none = fromBase64url(await seal('', [KEY], USE))
    expect(await unseal(toBase64url(none.subarray(0, none.length - 16 + length)), [KEY], USE)).toBeNull()
  })

  it('S-K2 refuses the nonce, or the ciphertext, of another', async () => {
    const [first, second] = [await seal('first', [KEY], USE), await seal('other', [KEY], USE)].map(fromBase64url)
    const mixed = Buffer.concat([first?.subarray(0, 29) ?? Buffer.of(), second?.subarray(29) ?? Buffer.of()])
    expect(mixed).toHaveLength(50)
    expect(await unseal(toBase64url(mixed), [KEY], USE)).toBeNull()
  })

  it.each<[string, Partial<SealUse>]>([
    ['another cookie', { cookieName: 'session' }],
    ['a cookie whose name differs in case', { cookieName: '__host-session' }],
    ['another purpose', { purpose: 'flash' }],
    ['another application', { applicationId: 'shop' }],
    ['fields that read the same in a row', { purpose: 'sessio', cookieName: 'n__Host-session' }],
    ['fields that read the same in a row, behind', { cookieName: '__Host-', applicationId: 'session' }],
  ])('S-K2 refuses what was sealed for %s', async (_, use) => {
    const sealed = await seal('a', [KEY], { ...USE, ...use })
    expect(await unseal(sealed, [KEY], USE)).toBeNull()
    expect(await unseal(sealed, [KEY], { ...USE, ...use })).toBe('a')
  })

  it.each([
    '',
    'null',
    '{}',
    '{"user":"ada"}',
    Buffer.from('{"user":"ada"}').toString('base64url'),
    'eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiYWRhIn0.',
    'Fe26.2**0123456789abcdef*x*y*1700000000000*z*w',
    's:abc.def',
    '%%%%',
    randomBytes(100_000).toString('base64url'),
  ])('S-K2 case 82: refuses %.60s', async (text) => {
    expect(await unseal(text, [KEY], USE)).toBeNull()
  })

  it('S-K4 seals with the first key and opens with all', async () => {
    const before = await seal('a', [OTHER_KEY], USE)
    const during = await seal('a', [KEY, OTHER_KEY], USE)
    expect(await unseal(before, [KEY, OTHER_KEY], USE)).toBe('a')
    expect(await unseal(during, [KEY], USE)).toBe('a')
    expect(await unseal(during, [OTHER_KEY, KEY], USE)).toBe('a')
    expect(await unseal(before, [KEY], USE)).toBeNull()
  })

  it('S-K2 does not try one key for the id of another', async () => {
    const bytes = fromBase64url(await seal('a', [KEY], USE))
    bytes.set(fromBase64url(await seal('a', [OTHER_KEY], USE)).subarray(1, 5), 1)
    expect(await unseal(toBase64url(bytes), [KEY, OTHER_KEY], USE)).toBeNull()
  })

  it('S-K4 refuses a ring with one key twice', async () => {
    const error = 'Two of the keys that seal sessions have the same id'
    await expect((async () => unseal(await seal('a', [KEY], USE), [KEY, KEY], USE))()).rejects.toThrow(error)
  })

  it('S-K4 cannot seal without a key', async () => {
    await expect((async () => seal('a', [], USE))()).rejects.toThrow('There is no key to seal with')
  })
})
