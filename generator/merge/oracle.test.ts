// Thousands of random pairs of edits, merged here and by git: verdict and text agree, or the deviation is a known one and counted.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../../templates/contracts/services.ts'
import { diff3, type Part, type Texts } from './diff3.ts'
import { mergedByGit, mergedTogether, missingGit } from './git-merges.fixture.ts'
import { linesOf } from './lines.ts'
import { merge } from './merge.ts'

interface Edit {
  readonly at: number
  readonly removed: number
  readonly added: readonly number[]
  /** Both sides can write this. */
  readonly isCommon: boolean
}

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    at: fc.nat(30),
    removed: fc.nat(3),
    added: fc.array(fc.nat(2), { maxLength: 2 }),
    isCommon: fc.boolean(),
  }),
  { maxLength: 3 },
)

function edited(lines: readonly string[], all: readonly Edit[], side: string): readonly string[] {
  const result = [...lines]
  for (const { at, removed, added, isCommon } of all) {
    const own = added.map((word) => `${isCommon ? 'common' : side} ${at} ${word}`)
    result.splice(Math.min(at, result.length), removed, ...own)
  }
  return result
}

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const countOf = (parts: readonly Part[]): number => parts.filter(({ kind }) => kind === 'conflict').length
const sideOf = (parts: readonly Part[], side: keyof Texts): string =>
  parts.map((part) => (part.kind === 'settled' ? part.text : part[side])).join('')

/** Whether a text has a line twice: then it can be lined up in more than one way. */
function repeats(text: string): boolean {
  const lines = linesOf(text)
  return new Set(lines).size < lines.length
}

/** @param words How many different lines the base has; of few, many stand several times. */
function pairs(words: number): fc.Arbitrary<Texts> {
  return fc.tuple(fc.array(fc.nat(words), { maxLength: 30 }), edits, edits).map(([numbers, yours, generated]) => {
    const base = numbers.map((word) => `line ${word}`)
    return {
      base: textOf(base),
      yours: textOf(edited(base, yours, 'yours')),
      generated: textOf(edited(base, generated, 'generated')),
    }
  })
}

const MANY = 1_000_000
const distinct = pairs(MANY).filter((texts) => !Object.values(texts).some(repeats))

/** The conflicts, each as its texts: base, yours, generated. */
function conflictsOf(parts: readonly Part[]): readonly (readonly [base: string, yours: string, generated: string])[] {
  return parts.flatMap((part) => (part.kind === 'conflict' ? [[part.base, part.yours, part.generated] as const] : []))
}

/** A conflict without what both sides begin or end with. */
function trimmed([base, ...sides]: readonly [string, string, string]): readonly [string, string, string] {
  const [yours, generated] = [[...linesOf(sides[0])], [...linesOf(sides[1])]]
  while (yours.length > 0 && yours[0] === generated[0]) {
    yours.shift()
    generated.shift()
  }
  while (yours.length > 0 && yours.at(-1) === generated.at(-1)) {
    yours.pop()
    generated.pop()
  }
  return [base, yours.join(''), generated.join('')]
}

/** How what is made of a pair here differs from what git makes of it. */
function deviation(parts: readonly Part[], git: readonly Part[]): 'none' | 'trimmed' | 'other' {
  const isSame = (side: keyof Texts): boolean => sideOf(parts, side) === sideOf(git, side)
  const [here, there] = [conflictsOf(parts), conflictsOf(git)]
  if (!isSame('yours') || !isSame('generated') || JSON.stringify(here) !== JSON.stringify(there.map(trimmed))) {
    return 'other'
  }
  return JSON.stringify(here) === JSON.stringify(there) ? 'none' : 'trimmed'
}

const SEED = 20_260_923

/** A machine may be busy. */
const SLOW = { timeout: 120_000 }

describeWith(missingGit, 'a merge beside git merge-file', () => {
  it('agrees on 20,000 pairs whose lines can be told apart, in verdict and in text', SLOW, async () => {
    const all = fc.sample(distinct, { numRuns: 20_000, seed: SEED })
    const byGit = await mergedTogether(all, 100)

    const count = { clean: 0, conflict: 0, trimmed: 0 }
    for (const [index, texts] of all.entries()) {
      const parts = diff3(texts)
      const is = deviation(parts, byGit[index] ?? [])
      expect(is, JSON.stringify(texts)).not.toBe('other')
      count[countOf(parts) === 0 ? 'clean' : 'conflict'] += 1
      count.trimmed += is === 'trimmed' ? 1 : 0
    }
    expect(byGit).toHaveLength(all.length)
    expect(count.clean).toBeGreaterThan(5_000)
    expect(count.conflict).toBeGreaterThan(5_000)
    expect(count.trimmed).toBeGreaterThan(10)
    expect(count.conflict - count.trimmed).toBeGreaterThan(1_000)
  })

  it('asks git the same whether pair by pair or many at once', SLOW, async () => {
    const all = fc.sample(distinct, { numRuns: 300, seed: SEED + 1 })

    expect(await mergedTogether(all, 100)).toEqual(await mergedByGit(all))
  })

  it('differs on 1,500 pairs of repeated lines only by lining up other ones of them, and seldom', SLOW, async () => {
    const all = fc.sample(pairs(7), { numRuns: 1_500, seed: SEED + 2 })
    const byGit = await mergedByGit(all)

    const differing = all.filter((texts, index) => deviation(diff3(texts), byGit[index] ?? []) === 'other')
    expect(differing.filter((texts) => !Object.values(texts).some(repeats))).toEqual([])
    expect(differing.length).toBeLessThan(all.length / 20)
  })

  it('agrees on 500 pairs without a newline at the end wherever git makes no conflict of that', SLOW, async () => {
    const ended = fc.tuple(distinct, fc.boolean(), fc.boolean(), fc.boolean()).map(([texts, ...isEnded]): Texts => {
      const cut = (text: string, side: number): string => (isEnded[side] ? text : text.slice(0, -1))
      return { base: cut(texts.base, 0), yours: cut(texts.yours, 1), generated: cut(texts.generated, 2) }
    })
    const all = fc.sample(ended, { numRuns: 500, seed: SEED + 3 })
    const byGit = await mergedByGit(all)

    for (const [index, texts] of all.entries()) {
      const git = byGit[index] ?? []
      const merged = merge({ path: 'a.md', ...texts })
      const ends = new Set(Object.values(texts).map((text) => text === '' || text.endsWith('\n')))
      if (countOf(git) === 0 || (ends.size === 1 && ends.has(true))) {
        expect(merged.kind === 'merged' ? merged.text : countOf(merged.parts), JSON.stringify(texts)).toEqual(
          countOf(git) === 0 ? sideOf(git, 'yours') : countOf(git),
        )
      }
    }
  })
})

describe('a merge', () => {
  const any = fc.oneof(distinct, pairs(6))
  const RUNS = { numRuns: 5_000, seed: SEED }

  it('with one side as it was is the other side, and of two that are alike is either', SLOW, () => {
    fc.assert(
      fc.property(any, ({ base, yours, generated }) => {
        const settled = (text: string): readonly Part[] => (text === '' ? [] : [{ kind: 'settled', text, yours: text }])
        const joined = (texts: Texts): readonly Part[] => {
          const parts = diff3(texts)
          return countOf(parts) > 0 ? parts : settled(sideOf(parts, 'yours'))
        }
        expect(joined({ base, yours: base, generated })).toEqual(settled(generated))
        expect(joined({ base, yours, generated: base })).toEqual(settled(yours))
        expect(joined({ base, yours, generated: yours })).toEqual(settled(yours))
      }),
      RUNS,
    )
  })

  it('gives the same verdict, and without a conflict the same text, with its sides exchanged', SLOW, () => {
    fc.assert(
      fc.property(any, ({ base, yours, generated }) => {
        const one = diff3({ base, yours, generated })
        const other = diff3({ base, yours: generated, generated: yours })
        expect(countOf(other)).toBe(countOf(one))
        expect(sideOf(other, 'yours')).toBe(sideOf(one, 'generated'))
      }),
      RUNS,
    )
  })

  it('has every line that either side added, and counts the lines of yours', SLOW, () => {
    fc.assert(
      fc.property(any, (texts) => {
        const parts = diff3(texts)
        const all = parts.map((part) => (part.kind === 'settled' ? part.text : part.yours + part.generated)).join('')
        const added = linesOf(texts.yours + texts.generated).filter((line) => !line.startsWith('line'))
        expect(added.filter((line) => !all.includes(line))).toEqual([])
        expect(parts.map((part) => part.yours).join('')).toBe(texts.yours)
      }),
      RUNS,
    )
  })
})
