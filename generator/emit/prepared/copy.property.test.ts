import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits, type Edit } from '../specialise/edits.ts'
import { Copy } from './copy.ts'
import { prepare } from './prepare.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const prepared = prepare('runtime/letters.ts', LETTERS)

/** Edits that do not overlap, in any text. */
const edits = fc
  .array(fc.tuple(fc.nat(6), fc.nat(4), fc.constantFrom('', '', 'X', 'YY')), { maxLength: 5 })
  .map((steps) => (length: number) => {
    const made: Edit[] = []
    let at = 0
    for (const [gap, size, text] of steps) {
      const start = Math.min(at + gap, length)
      const end = Math.min(start + size, length)
      made.push({ start, end, text })
      // The next one does not touch: of two insertions at one place, what stands between them is a matter of opinion.
      at = end + 1
      if (at > length) {
        break
      }
    }
    return made
  })

describe('a copy', () => {
  it('has the text of its edits, and knows where each letter is', () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 4 }), (passes) => {
        const copy = new Copy('src/letters.ts', LETTERS, prepared)
        let text = LETTERS
        for (const pass of passes) {
          const made = pass(text.length)
          text = applyEdits(text, made)
          copy.edit(made)
        }
        expect(copy.text).toBe(text)
        for (const [at, letter] of [...LETTERS].entries()) {
          // A letter that is left stands where it says; of one that is gone nothing is left, or what was put in its place.
          if (text.includes(letter)) {
            expect(text.slice(copy.startOf(at), copy.endOf(at + 1))).toBe(letter)
          } else {
            expect(text.slice(copy.startOf(at), copy.endOf(at + 1))).toMatch(/^[XY]*$/)
          }
        }
      }),
    )
  })

  it('takes what was put in the place of something for it, and what was put before or behind for something else', () => {
    const copy = new Copy('src/letters.ts', LETTERS, prepared)
    copy.edit([
      { start: 1, end: 3, text: 'BC' },
      { start: 5, end: 5, text: '(' },
      { start: 8, end: 8, text: ')' },
      { start: 10, end: 12, text: '' },
    ])
    const textOf = (start: number, end: number): string => copy.text.slice(copy.startOf(start), copy.endOf(end))
    expect(textOf(1, 3)).toBe('BC')
    expect(textOf(0, 1)).toBe('a')
    expect(textOf(5, 8)).toBe('fgh')
    expect(textOf(4, 9)).toBe('e(fgh)i')
    expect(copy.holds([10, 12])).toBe(false)
    expect(textOf(9, 13)).toBe('jm')
  })
})
