import * as fc from 'fast-check'
import { afterAll, describe, expect, it, vi } from 'vitest'
import * as node from './base64url.ts'
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
