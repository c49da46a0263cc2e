import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, type Edit } from './edits.ts'

describe('applyEdits', () => {
  it.each<[string, readonly Edit[], string]>([
    ['nothing', [], 'abcdef'],
    ['a replacement', [{ start: 1, end: 3, text: 'X' }], 'aXdef'],
    [
      'edits in any order',
      [
        { start: 4, end: 6, text: '' },
        { start: 0, end: 1, text: 'X' },
      ],
      'Xbcd',
    ],
    [
      'insertions at one place, in their order',
      [
        { start: 2, end: 2, text: '1' },
        { start: 2, end: 2, text: '2' },
      ],
      'ab12cdef',
    ],
    [
      'an insertion beside a deletion',
      [
        { start: 2, end: 4, text: '' },
        { start: 2, end: 2, text: 'X' },
      ],
      'abXef',
    ],
    [
      'deletions that share characters',
      [
        { start: 1, end: 4, text: '' },
        { start: 2, end: 5, text: '' },
      ],
      'af',
    ],
    [
      'a deletion inside a deletion',
      [
        { start: 1, end: 5, text: '' },
        { start: 2, end: 3, text: '' },
      ],
      'af',
    ],
  ])('%s', (_, edits, result) => {
    expect(applyEdits('abcdef', edits)).toBe(result)
  })

  it.each<[string, readonly Edit[]]>([
    [
      'two replacements',
      [
        { start: 1, end: 4, text: 'X' },
        { start: 2, end: 5, text: 'Y' },
      ],
    ],
    [
      'a replacement and a deletion',
      [
        { start: 1, end: 4, text: 'X' },
        { start: 2, end: 5, text: '' },
      ],
    ],
    [
      'a deletion and an insertion inside it',
      [
        { start: 1, end: 4, text: '' },
        { start: 2, end: 2, text: 'Y' },
      ],
    ],
    ['what is not in the text', [{ start: 5, end: 7, text: '' }]],
    ['an end before its start', [{ start: 3, end: 2, text: 'X' }]],
  ])('refuses %s', (_, edits) => {
    expect(() => applyEdits('abcdef', edits)).toThrow(RangeError)
  })

  it('leaves all else as it was', () => {
    const pieces = fc.array(fc.record({ keep: fc.string(), drop: fc.string({ minLength: 1 }), text: fc.string() }))
    fc.assert(
      fc.property(pieces, (all) => {
        const source = all.map(({ keep, drop }) => keep + drop).join('')
        let position = 0
        const edits = all.map(({ keep, drop, text }) => {
          const start = position + keep.length
          position = start + drop.length
          return { start, end: position, text }
        })
        expect(applyEdits(source, edits.toReversed())).toBe(all.map(({ keep, text }) => keep + text).join(''))
      }),
    )
  })
})
