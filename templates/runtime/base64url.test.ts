import * as fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import * as node from './base64url.ts'
import { RUNS } from '../contracts/property-runs.ts'
import { spec } from './spec.ts'

vi.resetModules()
vi.doMock('./spec.ts', () => ({ spec: { ...spec, node: false } }))
const web = await import('./base64url.ts')
afterAll(() => vi.doUnmock('./spec.ts'))

describe.each([
  ['node', node],
  ['web', web],
])('base64url, %s', (_, { decodeBase64url, encodeBase64url }) => {
  it('reads back what it wrote, as RFC 4648 has it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = encodeBase64url(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect([...(decodeBase64url(text) ?? [])]).toEqual([...bytes])
      }),
      { numRuns: RUNS },
    )
  })

  it('writes a part of a larger buffer', () => {
    expect(encodeBase64url(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe('AgM')
  })

  it('S-K2 knows one spelling of each value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const bytes = decodeBase64url(text)
        expect(bytes === null || encodeBase64url(bytes) === text).toBe(true)
      }),
      { numRuns: RUNS },
    )
  })

  it('S-K2 takes of all texts of up to two characters those that are the spelling of a byte', () => {
    const characters = Array.from({ length: 256 }, (__, code) => String.fromCharCode(code))
    const texts = ['', ...characters, ...characters.flatMap((first) => characters.map((second) => first + second))]
    const bytes = Array.from({ length: 256 }, (__, byte) => Buffer.of(byte).toString('base64url'))
    expect(texts.filter((text) => decodeBase64url(text) !== null).toSorted()).toEqual(['', ...bytes].toSorted())
  })

  it('S-K2 takes a text with one character in another place only if that is canonical too', () => {
    const alphabet = /^[A-Za-z0-9_-]*$/
    const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(), character, (original, at, put) => {
        const text = encodeBase64url(original)
        const index = at % (text.length + 1)
        const changed = text.slice(0, index) + put + text.slice(index)
        const spare = ({ 0: 0, 2: 4, 3: 2 } as Record<number, number>)[changed.length % 4]
        const last = Buffer.from(`AAA${changed.at(-1) ?? 'A'}`, 'base64')[2] ?? 0
        const isCanonical = alphabet.test(changed) && spare !== undefined && (last & ((1 << spare) - 1)) === 0
        expect(decodeBase64url(changed) !== null).toBe(isCanonical)
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['spare bits', 'aGl'],
    ['a length that no value has', 'aaaaa'],
    ['padding', 'aGk='],
    ['white space', 'aG k'],
    ['a line feed at the end', 'aGk\n'],
    ['the other alphabet', '+/+/'],
    ['a zero byte', 'aGk\0'],
    ['a letter that is none of ours', 'aG\u212A'],
    ['a lone surrogate', 'aGk\ud800'],
  ])('S-K2 refuses %s', (__, text) => {
    expect(decodeBase64url(text)).toBeNull()
  })
})
