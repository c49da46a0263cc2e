import { describe, expect, it } from 'vitest'
import { apart } from '../../fixtures/merges/apart.ts'
import { collisions } from '../../fixtures/merges/collisions.ts'
import { neighbours } from '../../fixtures/merges/neighbours.ts'
import { differences, linesOf } from './lines.ts'
import { findMarkers } from './markers.ts'
import { merge, type Merged, resolve } from './merge.ts'

const PATH = 'src/sessions/session-cookie.ts'

function conflictOf(merged: Merged): Extract<Merged, { kind: 'conflict' }> {
  return merged.kind === 'conflict' ? merged : expect.fail('there is no conflict')
}

describe('merge', () => {
  it.each([...apart, ...neighbours, ...collisions])('$title', ({ path = PATH, base, yours, generated, result }) => {
    const merged = merge({ path, base, yours, generated })

    expect(merged.kind === 'merged' ? merged.text : merged.conflicts.map(({ line, why }) => [line, why])).toEqual(
      result,
    )
  })

  it('shows of a conflict what stands on each side, and nothing around it', () => {
    const { conflicts } = conflictOf(
      merge({ path: PATH, base: 'a()\nb(1)\nc()\n', yours: 'a()\nb(2)\nc()\n', generated: 'a()\nb(3)\nc()\n' }),
    )

    expect(conflicts).toEqual([{ line: 2, yours: 'b(2)\n', base: 'b(1)\n', generated: 'b(3)\n', why: 'both-changed' }])
  })

  it('leaves out of a conflict what both sides begin and end with', () => {
    const { conflicts } = conflictOf(
      merge({ path: 'a.md', base: '1\n', yours: 'same\nmine\nend\n', generated: 'same\nnew\nend\n' }),
    )

    expect(conflicts).toMatchObject([{ line: 2, yours: 'mine\n', generated: 'new\n' }])
  })

  it.each([
    ['ours', 'a(1)\n\nb(2)\n\nc(9)\n'],
    ['theirs', 'a(1)\n\nb(3)\n\nc(9)\n'],
    [
      'markers',
      'a(1)\n\n<<<<<<< yours\nb(2)\n||||||| as generated last\nb(1)\n=======\nb(3)\n>>>>>>> generated now\n\nc(9)\n',
    ],
  ] as const)('settles by %s what collides, and merges the rest', (policy, text) => {
    const merged = merge({
      path: PATH,
      base: 'a(0)\n\nb(1)\n\nc(0)\n',
      yours: 'a(1)\n\nb(2)\n\nc(0)\n',
      generated: 'a(0)\n\nb(3)\n\nc(9)\n',
    })

    expect(resolve(conflictOf(merged), policy)).toBe(text)
  })

  it('puts a file that does not fit together as a whole between markers', () => {
    const merged = merge({
      path: PATH,
      base: 'a()\n\nb()\n\nc()\n',
      yours: "import { x } from './mine.js'\na()\n\nb()\n\nc()\n",
      generated: "a()\n\nb()\n\nc()\nimport { x } from './new.js'\n",
    })

    expect(resolve(conflictOf(merged), 'markers')).toMatch(/^<<<<<<< yours\nimport \{ x \} from '\.\/mine\.js'\n/)
    expect(resolve(conflictOf(merged), 'ours')).toContain('./mine.js')
    expect(resolve(conflictOf(merged), 'theirs')).toContain('./new.js')
  })
})

describe('a conflict that is settled', () => {
  it.each([
    ['ours', 'const a = 2\nconst b = 1'],
    ['theirs', 'const a = 3\nconst b = 1'],
    [
      'markers',
      '<<<<<<< yours\nconst a = 2\n||||||| as generated last\nconst a = 1\n=======\nconst a = 3\n>>>>>>> generated now\nconst b = 1',
    ],
  ] as const)('by %s keeps a last line that does not end', (policy, text) => {
    const base = 'const a = 1\nconst b = 1'
    const merged = merge({ path: PATH, base, yours: base.replace('1', '2'), generated: base.replace('1', '3') })

    expect(resolve(conflictOf(merged), policy)).toBe(text)
  })

  it('by markers ends each line that stands in front of one', () => {
    const merged = merge({ path: PATH, base: 'const a = 1', yours: 'const a = 2', generated: 'const a = 3' })

    expect(resolve(conflictOf(merged), 'markers')).toMatch(/\nconst a = 3\n>>>>>>> generated now\n$/)
    expect(findMarkers(resolve(conflictOf(merged), 'markers'))).toBe(1)
  })

  it('by one side is that side’s whole text where its lines do not fit what was merged around them', () => {
    const base = 'x(1)\n\na()\n\nb()\n'
    const yours = 'x(2)\nconst x = 2\n\na()\n\nb()\n'
    const generated = 'x(3)\n\na()\n\nb()\nconst x = 1\n'
    const merged = conflictOf(merge({ path: PATH, base, yours, generated }))

    expect(merged.conflicts).toHaveLength(1)
    expect(resolve(merged, 'ours')).toBe(yours)
    expect(resolve(merged, 'theirs')).toBe(generated)
  })
})

describe('code that is nested too deeply to be read', () => {
  const deep = `const deep = ${'('.repeat(100_000)}1${')'.repeat(100_000)}\n`

  it('is merged by its lines', () => {
    const base = `${deep}\nconst a = 1\n\nconst b = 1\n`
    const merged = merge({
      path: PATH,
      base,
      yours: base.replace('a = 1', 'a = 2'),
      generated: base.replace('b = 1', 'b = 3'),
    })

    expect(merged).toEqual({ kind: 'merged', text: `${deep}\nconst a = 2\n\nconst b = 3\n` })
  })

  it('collides by its lines', () => {
    const base = `${deep}const a = 1\nconst b = 1\n`
    const merged = merge({
      path: PATH,
      base,
      yours: base.replace('a = 1', 'a = 2'),
      generated: base.replace('b = 1', 'b = 3'),
    })

    expect(conflictOf(merged).conflicts).toMatchObject([{ line: 2, why: 'both-changed' }])
  })
})

describe('6. texts that blow up other merges', () => {
  const TEN_THOUSAND = 10_000
  const same = (count: number): string => '}\n'.repeat(count)
  const numbered = (word: string): string => Array.from({ length: TEN_THOUSAND }, (_, at) => `${word} ${at}\n`).join('')
  const shuffled = (word: string): string =>
    Array.from({ length: TEN_THOUSAND }, (_, at) => `${word} ${(at * 7919) % TEN_THOUSAND}\n`).join('')

  it('ten thousand lines of the same text', () => {
    const yours = `${same(5_000)}mine\n${same(5_000)}`
    const merged = merge({ path: 'a.md', base: same(TEN_THOUSAND), yours, generated: same(TEN_THOUSAND + 3) })

    expect(merged.kind === 'merged' ? linesOf(merged.text).length : 0).toBe(TEN_THOUSAND + 4)
  })

  it('ten thousand lines of the same text, changed here and there', () => {
    const every = (word: string, step: number): string =>
      Array.from({ length: TEN_THOUSAND }, (_, at) => (at % step === 0 ? `${word}\n` : '}\n')).join('')

    expect(['merged', 'conflict']).toContain(
      merge({ path: 'a.md', base: same(TEN_THOUSAND), yours: every('mine', 7), generated: every('new', 11) }).kind,
    )
  })

  it('ten thousand lines of which none is left', () => {
    const merged = merge({ path: 'a.md', base: numbered('a'), yours: numbered('b'), generated: numbered('c') })

    expect(conflictOf(merged).conflicts).toHaveLength(1)
  })

  it('ten thousand lines in another order', () => {
    expect(merge({ path: 'a.md', base: numbered('a'), yours: shuffled('a'), generated: numbered('a') })).toEqual({
      kind: 'merged',
      text: shuffled('a'),
    })
  })

  it.each([
    ['constants', (at: number) => `const c${at} = 1`],
    ['statements', () => 'call()'],
    ['overloads', (at: number) => `function f${at >> 1}(): void`],
  ])('ten thousand %s, of which each side changed half and both added one', (_, line) => {
    const text = (word: string, rest: number, more: string): string =>
      Array.from({ length: TEN_THOUSAND }, (__, at) => `${line(at)}${at % 2 === rest ? ` // ${word}` : ''}\n`).join(
        '',
      ) + more
    const merged = merge({
      path: PATH,
      base: text('', 2, ''),
      yours: text('mine', 0, 'mine()\n'),
      generated: text('new', 1, 'fresh()\n'),
    })

    expect(['merged', 'conflict']).toContain(merged.kind)
  })
})

describe('differences', () => {
  it('lead from one list to the other', () => {
    const one = linesOf('a\nb\nc\nd\n')
    const other = linesOf('a\nx\nc\nd\ne\n')

    expect(differences(one, other)).toEqual([
      { start: 1, end: 2, otherStart: 1, otherEnd: 2 },
      { start: 4, end: 4, otherStart: 4, otherEnd: 5 },
    ])
  })
})

describe('findMarkers', () => {
  it.each([
    ['a conflict', 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n', 2],
    ['a conflict with its base', '<<<<<<< a\n1\n||||||| b\n2\n=======\n3\n>>>>>>> c\n', 1],
    ['a heading of Markdown', 'Title\n=======\n', null],
    ['an opening alone', '<<<<<<< HEAD\nb\n', null],
    ['no division', '<<<<<<< HEAD\nb\n>>>>>>> main\n', null],
    ['markers that are indented', '  <<<<<<< HEAD\n  =======\n  >>>>>>> main\n', null],
    ['an end before the beginning', '>>>>>>> main\n=======\n<<<<<<< HEAD\n', null],
  ])('in %s', (_, text, line) => {
    expect(findMarkers(text)).toBe(line)
  })
})
