// Random edits of whole declarations: what is merged is known beforehand, and git is asked where it would have made a conflict.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeWith } from '../../templates/contracts/services.ts'
import { mergeDeclarations } from './declarations.ts'
import { diff3, type Part, type Texts } from './diff3.ts'
import { mergedByGit, missingGit } from './git-merges.fixture.ts'
import { merge } from './merge.ts'

const PATH = 'a.ts'

type Kind = 'import' | 'constant' | 'function' | 'class'

/** What a side does to a declaration: nothing, another text in the line of that number, or away with it. */
type Edit = 'none' | 0 | 1 | 2 | 'delete'

interface Program {
  readonly kinds: readonly Kind[]
  readonly isSpaced: boolean
  readonly yours: readonly Edit[]
  readonly generated: readonly Edit[]
  /** Behind which declarations a side puts one of its own. */
  readonly newInYours: readonly boolean[]
  readonly newInGenerated: readonly boolean[]
}

const MANY = { minLength: 8, maxLength: 8 }
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.constant('none' as const) },
  { weight: 3, arbitrary: fc.constantFrom(0 as const, 1 as const, 2 as const) },
  { weight: 1, arbitrary: fc.constant('delete' as const) },
)
const places = fc.array(
  fc.nat(5).map((number) => number === 0),
  MANY,
)
const programs: fc.Arbitrary<Program> = fc.record({
  kinds: fc.array(fc.constantFrom('import', 'constant', 'function', 'class'), { ...MANY, minLength: 1 }),
  isSpaced: fc.boolean(),
  yours: fc.array(edit, MANY),
  generated: fc.array(edit, MANY),
  newInYours: places,
  newInGenerated: places,
})

/** Only functions and classes have more than the one line that can be edited. */
function placeOf(kind: Kind, change: Edit): Edit {
  return typeof change === 'number' && (kind === 'import' || kind === 'constant') ? 0 : change
}

/** @param by Who wrote what can be edited, by its number. */
function declaration(kind: Kind, name: string, by: (place: number) => string): string {
  switch (kind) {
    case 'import':
      return `import { ${name} } from './${name}.js' // ${by(0)}\n`
    case 'constant':
      return `export const ${name} = 1 // ${by(0)}\n`
    case 'function':
      return `/** ${name}, ${by(0)}. */\nfunction ${name}() {\n  one('${name}')\n  two() // ${by(1)}\n  three('${name}')\n  return ${name} // ${by(2)}\n}\n`
    case 'class':
      return `class ${name} {\n  one = 1 // ${by(0)}\n  two() {} // ${by(1)}\n  static three = 3 // ${by(2)}\n}\n`
  }
}

const FIRST = '// What stays.\nimport { first } from "./first.js"\n'

/** The declarations of one side, in their order, each with the blank line in front of it. */
function declarationsOf(program: Program, side: keyof Texts): readonly string[] {
  const space = program.isSpaced ? '\n' : ''
  return program.kinds.flatMap((kind, index) => {
    const edited = side === 'base' ? 'none' : placeOf(kind, program[side][index] ?? 'none')
    const by = (place: number): string => (place === edited ? side : 'nobody')
    const own = edited === 'delete' ? [] : [space + declaration(kind, `d${index}`, by)]
    const isAdded = side !== 'base' && program[side === 'yours' ? 'newInYours' : 'newInGenerated'][index] === true
    return isAdded ? [...own, space + declaration('function', `${side}${index}`, () => side)] : own
  })
}

function textsOf(program: Program): Texts {
  const text = (side: keyof Texts): string => FIRST + declarationsOf(program, side).join('')
  return { base: text('base'), yours: text('yours'), generated: text('generated') }
}

/** Whether both sides changed one declaration, in one line, or one side took away what the other changed. */
function collides({ kinds, yours, generated }: Program): boolean {
  return kinds.some((kind, index) => {
    const mine = placeOf(kind, yours[index] ?? 'none')
    const theirs = placeOf(kind, generated[index] ?? 'none')
    const both = mine !== 'none' && theirs !== 'none'
    return both && (mine === theirs ? mine !== 'delete' : mine === 'delete' || theirs === 'delete')
  })
}

/** What a merge without a collision holds, in any order. */
function expectedOf(program: Program): readonly string[] {
  const kept = program.kinds.flatMap((kind, index) => {
    const mine = placeOf(kind, program.yours[index] ?? 'none')
    const theirs = placeOf(kind, program.generated[index] ?? 'none')
    const by = (place: number): string => (place === mine ? 'yours' : place === theirs ? 'generated' : 'nobody')
    const isGone = mine === 'delete' || theirs === 'delete'
    return isGone ? [] : [(program.isSpaced ? '\n' : '') + declaration(kind, `d${index}`, by)]
  })
  const isNew = (text: string): boolean => /function (?:yours|generated)/.test(text)
  return [...kept, ...[...declarationsOf(program, 'yours'), ...declarationsOf(program, 'generated')].filter(isNew)]
}

/** A text as its declarations, each with the blank line in front of it. */
function cut(text: string, isSpaced: boolean): readonly string[] {
  const start = isSpaced ? /(?=\n(?:import|export|\/\*\*|class))/ : /(?<=\n)(?=import|export|\/\*\*|class)/
  return text.slice(FIRST.length).split(start).filter(Boolean)
}

const joined = (parts: readonly Part[] | null, side: keyof Texts): string | null =>
  parts === null ? null : parts.map((part) => (part.kind === 'settled' ? part.text : part[side])).join('')

const RUNS = { numRuns: 1_200, seed: 20_260_923 }

/** A machine may be busy. */
const SLOW = { timeout: 120_000 }

describe('declarations', () => {
  it('are merged each by itself: all of both sides is there, and once', SLOW, () => {
    const count = { merged: 0, collided: 0, byDeclaration: 0 }
    fc.assert(
      fc.property(programs, (program) => {
        const texts = textsOf(program)
        const merged = merge({ path: PATH, ...texts })
        expect(merged.kind, JSON.stringify(texts)).toBe(collides(program) ? 'conflict' : 'merged')
        count[merged.kind === 'merged' ? 'merged' : 'collided'] += 1
        if (merged.kind === 'merged') {
          expect(cut(merged.text, program.isSpaced).toSorted()).toEqual(expectedOf(program).toSorted())
          count.byDeclaration += diff3(texts).some(({ kind }) => kind === 'conflict') ? 1 : 0
        }
      }),
      RUNS,
    )
    expect(Math.min(count.merged, count.collided, count.byDeclaration)).toBeGreaterThan(100)
  })

  it('stand in an order that both sides agree with', SLOW, () => {
    fc.assert(
      fc.property(programs, (program) => {
        const parts = mergeDeclarations(PATH, textsOf(program))
        if (parts === null || parts.some(({ kind }) => kind === 'conflict')) {
          return
        }
        const all = cut(joined(parts, 'yours') ?? '', program.isSpaced).map(nameOf)
        for (const side of ['yours', 'generated'] as const) {
          const own = declarationsOf(program, side).map(nameOf)
          expect(all.filter((name) => own.includes(name))).toEqual(own.filter((name) => all.includes(name)))
        }
      }),
      RUNS,
    )

    function nameOf(text: string): string {
      return /(?:d|yours|generated)\d/.exec(text)?.[0] ?? text
    }
  })

  it('are the whole text, whatever the text is', SLOW, () => {
    const words =
      'class|A|{|}|x = 1|;|\n|\n\n|// c\n|/** d */|import a from "a"\n|@dec|`|function f()|export|interface I|const b|=>|(|)|static|get'
    const token = fc.constantFrom(...words.split('|'))
    const text = fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(' '))
    fc.assert(
      fc.property(text, text, text, (base, yours, generated) => {
        expect(joined(mergeDeclarations(PATH, { base, yours: base, generated: base }), 'yours')).toBe(base)
        const parts = mergeDeclarations(PATH, { base, yours, generated })
        expect(parts?.map((part) => part.yours).join('') ?? yours).toBe(yours)
        expect(joined(mergeDeclarations(PATH, { base, yours: base, generated }), 'yours') ?? generated).toBe(generated)
      }),
      RUNS,
    )
  })

  it('give the same verdict with the sides exchanged', SLOW, () => {
    fc.assert(
      fc.property(programs, (program) => {
        const { base, yours, generated } = textsOf(program)
        expect(merge({ path: PATH, base, yours: generated, generated: yours }).kind).toBe(
          merge({ path: PATH, base, yours, generated }).kind,
        )
      }),
      RUNS,
    )
  })
})

describeWith(missingGit, 'declarations beside git merge-file', () => {
  it(
    'differ on 800 programs where edits stand in different declarations, or where lines hide that they do not',
    SLOW,
    async () => {
      const all = fc.sample(programs, { ...RUNS, numRuns: 800 })
      const byGit = await mergedByGit(all.map(textsOf))
      const count = { bothClean: 0, bothConflict: 0, cleanHere: 0, cleanInGit: 0 }

      for (const [index, program] of all.entries()) {
        const git = byGit[index] ?? []
        const merged = merge({ path: PATH, ...textsOf(program) })
        const isCleanInGit = git.every(({ kind }) => kind === 'settled')
        expect(merged.kind).toBe(collides(program) ? 'conflict' : 'merged')
        if (merged.kind === 'conflict') {
          count[isCleanInGit ? 'cleanInGit' : 'bothConflict'] += 1
        } else if (isCleanInGit) {
          expect(cut(merged.text, program.isSpaced).toSorted()).toEqual(
            cut(joined(git, 'yours') ?? '', program.isSpaced).toSorted(),
          )
          count.bothClean += 1
        } else {
          count.cleanHere += 1
        }
      }
      expect(Math.min(count.bothClean, count.bothConflict, count.cleanHere)).toBeGreaterThan(25)
      expect(count.cleanInGit).toBeLessThan(all.length / 100)
    },
  )
})
