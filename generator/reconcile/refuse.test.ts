import { describe, expect, it } from 'vitest'
import type { Change } from './change.ts'
import { refuseInTheWay } from './refuse.ts'

function change(path: string, more: Partial<Change>): Change {
  const nothing = { disk: '', next: '', base: null, generated: '', conflicts: [], line: null, advisories: [] }
  return { kind: 'same', reason: 'in-sync', path, ...nothing, ...more }
}

function collision(...lines: readonly number[]): Partial<Change> {
  const sides = { yours: 'a', base: 'b', generated: 'c', why: 'both-changed' } as const
  return { kind: 'conflict', reason: 'config-changed', conflicts: lines.map((line) => ({ line, ...sides })) }
}

const marked = (line: number): Partial<Change> => ({ kind: 'refuse', reason: 'conflict-markers', line })
const foreign: Partial<Change> = { kind: 'refuse', reason: 'not-generated' }

describe('refuseInTheWay', () => {
  it('lets a run go on that has nothing in its way', () => {
    expect(() => refuseInTheWay([])).not.toThrow()
    expect(() =>
      refuseInTheWay([
        change('a.ts', {}),
        change('b.ts', { ...collision(3), kind: 'merge' }),
        change('c.ts', { kind: 'keep', reason: 'edited' }),
        change('d.ts', { kind: 'orphan', reason: 'stale-and-edited' }),
      ]),
    ).not.toThrow()
  })

  it.each<[string, readonly Change[], { code: string; message: string; hint: RegExp }]>([
    [
      'conflict markers, before all else',
      [change('a.ts', collision(1)), change('b.ts', foreign), change('c.ts', marked(6)), change('d.ts', marked(9))],
      {
        code: 'in-the-way',
        message: 'Nothing was written: there are conflict markers in c.ts:6, d.ts:9',
        hint: /^Resolve them/,
      },
    ],
    [
      'files that are not ours',
      [change('a.ts', collision(1)), change('b.ts', foreign), change('c.ts', foreign), change('d.ts', {})],
      {
        code: 'in-the-way',
        message: 'Nothing was written: b.ts, c.ts would lose what you wrote',
        hint: /adopt FILE/,
      },
    ],
    [
      'edits that collide with what is new, by their lines',
      [change('a.ts', collision(1, 20)), change('b.ts', collision(3)), change('c.ts', { kind: 'replace' })],
      {
        code: 'conflict',
        message: 'Nothing was written: your edits and what is new collide in a.ts:1, a.ts:20, b.ts:3',
        hint: /--conflict=markers/,
      },
    ],
  ])('names %s', (_, changes, { hint, ...error }) => {
    expect(() => refuseInTheWay(changes)).toThrow(
      expect.objectContaining({ ...error, hint: expect.stringMatching(hint) }),
    )
  })
})
