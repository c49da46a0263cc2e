// Three decoders of one envelope, written apart from each other, over whatever can come in a cookie: they say the same.
import * as fc from 'fast-check'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RUNS } from '../contracts/property-runs.ts'
import { type Bytes, engines, fromBase64url, toBase64url } from '../contracts/vectors/seal-engines.ts'
import { secondOpen, secondSeal } from '../contracts/vectors/second-seal.ts'
import type { SealUse } from './seal-format.ts'
import * as node from './seal-node.ts'
import * as web from './seal-web.ts'

const digest = (text: string): Bytes => Uint8Array.from(createHash('sha256').update(text).digest())
const KEYS = [digest('the newest key'), digest('the key before')] as const
const FOREIGN = digest('a key of nobody here')
const USE: SealUse = { purpose: 'session', cookieName: '__Host-session', applicationId: 'shop' }

const nodeRing = node.createKeyRing(KEYS, USE)
const webRing = web.createKeyRing(KEYS, USE)

/** What each of the three reads: in this order node:crypto, WebCrypto, the second implementation. */
async function read(sealed: string): Promise<(string | null)[]> {
  return [node.unseal(sealed, nodeRing), await web.unseal(sealed, webRing), secondOpen(KEYS, sealed, USE)]
}

/** Text that UTF-8 can say: a lone surrogate never gets as far as a seal, as JSON escapes it. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom('', '\0', '\ufeff', '\ufeff{}', '\u2028', '\uffff'),
)

const key = fc.constantFrom(...KEYS)
const nonce = fc.uint8Array({ minLength: 24, maxLength: 24 }) as fc.Arbitrary<Bytes>

describe('three decoders', { timeout: 120_000 }, () => {
  it('S-K1 read from each other what was sealed, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(text, key, nonce, fc.nat(2), async (plain, sealKey, sealNonce, by) => {
        const engine = engines[by]
        const sealed =
          engine === undefined
            ? secondSeal(sealKey, sealNonce, plain, USE)
            : await engine.sealUnder(sealNonce, plain, [sealKey], USE)
        expect(await read(sealed)).toEqual([plain, plain, plain])
      }),
      { numRuns: RUNS },
    )
  })

  it('S-K2 read nothing once any byte was changed, taken out, added or moved', async () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
      how: fc.constantFrom('change', 'remove', 'insert', 'swap'),
    })
    await fc.assert(
      fc.asyncProperty(text, key, nonce, change, async (plain, sealKey, sealNonce, { at, by, how }) => {
        const bytes = fromBase64url(secondSeal(sealKey, sealNonce, plain, USE))
        const index = at % bytes.length
        const byte = bytes[index] ?? 0
        const other = bytes[(index + by) % bytes.length] ?? 0
        const put: Record<typeof how, readonly number[]> = {
          change: [byte ^ by],
          remove: [],
          insert: [by, byte],
          swap: [other],
        }
        const changed = Uint8Array.of(...bytes.subarray(0, index), ...put[how], ...bytes.subarray(index + 1))
        fc.pre(Buffer.compare(changed, bytes) !== 0)
        expect(await read(toBase64url(changed))).toEqual([null, null, null])
      }),
      { numRuns: RUNS },
    )
  })

  it('S-K2 agree on each text with one character in another place, or another one in its place', async () => {
    const character = fc.string({ unit: 'binary', minLength: 0, maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(text, nonce, fc.nat(), character, async (plain, sealNonce, at, put) => {
        const sealed = secondSeal(KEYS[0], sealNonce, plain, USE)
        const index = at % (sealed.length + 1)
        const changed = sealed.slice(0, index) + put + sealed.slice(index + 1)
        const seen = await read(changed)
        expect(seen).toEqual(changed === sealed ? [plain, plain, plain] : [null, null, null])
      }),
      { numRuns: RUNS },
    )
  })

  it('S-K2 read nothing of any other text, and never throw', async () => {
    const base64url = fc.uint8Array({ maxLength: 120 }).map(toBase64url)
    const versioned = fc
      .tuple(key, fc.uint8Array({ minLength: 30, maxLength: 90 }))
      .map(([{ buffer }, bytes]) => toBase64url(Uint8Array.of(1, ...new Uint8Array(buffer).subarray(0, 4), ...bytes)))
    const known = fc
      .tuple(fc.uint8Array({ maxLength: 90 }), nonce)
      .map(([bytes, sealNonce]) =>
        fromBase64url(secondSeal(KEYS[0], sealNonce, '', USE)).map((b, at) => bytes[at - 5] ?? b),
      )
      .map(toBase64url)
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), base64url)
    await fc.assert(
      fc.asyncProperty(fc.oneof(any, versioned, known), async (sealed) => {
        const [first, ...others] = await read(sealed)
        expect(others).toEqual([first, first])
        expect(first === null || first === '').toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  it('S-K2 S-K4 read nothing that a key of nobody here sealed, or that was sealed for another use', async () => {
    const use = fc.record({ purpose: text, cookieName: text, applicationId: text })
    await fc.assert(
      fc.asyncProperty(text, nonce, use, async (plain, sealNonce, otherUse) => {
        fc.pre(JSON.stringify(otherUse) !== JSON.stringify(USE))
        expect(await read(secondSeal(FOREIGN, sealNonce, plain, USE))).toEqual([null, null, null])
        expect(await read(secondSeal(KEYS[0], sealNonce, plain, otherUse))).toEqual([null, null, null])
      }),
      { numRuns: RUNS },
    )
  })
})
