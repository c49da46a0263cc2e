// What people do to files that were emitted, merged with what another config makes of them: each file below `snapshots/`.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../emit/read-template.ts'
import { SNAPSHOTS } from '../snapshot-cases.fixture.ts'
import { mergeDeclarations } from './declarations.ts'
import { diff3 } from './diff3.ts'
import { merge } from './merge.ts'

/** Of each file so many texts are merged with each other. */
const VARIANTS = 3

/** What fills a slot is another module for each choice, with a first line of its own. */
const SLOTS = new Set(readdirSync(join(packageRoot(), 'templates/slots')))

function keyOf(name: string, text: string): string {
  return SLOTS.has(name) ? `${name} ${firstLineOf(text)}` : name
}

/** By the name of the file, and by its module where there are several, what different configs make of it. */
const variants = new Map<string, readonly string[]>()
for (const path of readdirSync(SNAPSHOTS, { recursive: true, encoding: 'utf8' }).toSorted()) {
  if (/\.(?:ts|js|mjs)$/.test(path)) {
    const text = readFileSync(join(SNAPSHOTS, path), 'utf8')
    const key = keyOf(basename(path), text)
    const known = variants.get(key) ?? []
    if (!known.includes(text)) {
      variants.set(key, [...known, text])
    }
  }
}

const pairs = [...variants].flatMap(([key, texts]) => {
  const [path = ''] = key.split(' ')
  const some = texts.slice(0, VARIANTS)
  return some.flatMap((base) => some.filter((one) => one !== base).map((generated) => ({ path, base, generated })))
})

/** An edit puts lines of its own into a text, at one place; null where the text has no such place. */
type Insertion = readonly [title: string, leastMerged: number, place: (text: string) => number | null, own: string]

function firstLineOf(text: string): string | undefined {
  return text.split('\n')[0]
}

/** In JavaScript a comment with the imports of types may stand right below the first line: they are one block. */
function hasTypesBelow(text: string): boolean {
  return /^[^\n]*\n\/\*\*/.test(text)
}

/** A file without a class has no such place. */
function endOfClass(text: string): number | null {
  const start = text.search(/^export (?:abstract )?class /m)
  return start < 0 ? null : text.indexOf('\n}\n', start) + 1 || null
}

function behindLast(text: string, pattern: RegExp): number | null {
  const last = [...text.matchAll(pattern)].at(-1)
  return last === undefined ? null : last.index + last[0].length
}

const insertions: readonly Insertion[] = [
  ['a licence on top', 1, () => 0, '// Copyright of the shop.\n\n'],
  ['an import', 1, (text) => behindLast(text, /^import [^']*'[^']*'\n/gm), "import { log } from '../log.js'\n"],
  ['a function at the end', 1, (text) => text.length, '\nexport function mine(): void {\n  log()\n}\n'],
  ['a method at the end of a class', 0.9, endOfClass, '\n  mine(): void {\n    log()\n  }\n'],
  [
    'a line at the head of a function',
    0.75,
    (text) => behindLast(text, /^(?:export )?(?:async )?function .*\{\n/gm),
    "  log('mine')\n",
  ],
]

/** A machine may be busy. */
const SLOW = { timeout: 120_000 }

describe('a file that was emitted', () => {
  it('is there in many variants', SLOW, () => {
    expect(pairs.length).toBeGreaterThan(100)
  })

  it('is the declarations that it is cut into', SLOW, () => {
    for (const [key, texts] of variants) {
      const [path = ''] = key.split(' ')
      for (const text of texts) {
        const parts = mergeDeclarations(path, { base: text, yours: text, generated: text })
        expect(parts?.map((part) => part.yours).join('')).toBe(text)
      }
    }
  })

  it.each(insertions)('keeps %s, and gets what is new around it', SLOW, (_, leastMerged, place, own) => {
    const count = { all: 0, merged: 0, byLines: 0 }
    for (const { path, base, generated } of pairs) {
      const at = place(base)
      if (at === null) {
        continue
      }
      const yours = base.slice(0, at) + own + base.slice(at)
      const merged = merge({ path, base, yours, generated })
      // Above a first line that is another one now, both changed the same place: somebody has to say in which order they stand.
      const isOtherHead =
        firstLineOf(base) !== firstLineOf(generated) || hasTypesBelow(base) !== hasTypesBelow(generated)
      if (at === 0 && merged.kind !== 'merged' && isOtherHead) {
        expect(merged.conflicts.map(({ line }) => line)).toEqual([1])
        continue
      }
      count.all += 1
      count.byLines += diff3({ base, yours, generated }).some(({ kind }) => kind === 'conflict') ? 0 : 1
      if (merged.kind === 'merged') {
        count.merged += 1
        expect(merged.text.replace(own, '')).toBe(generated)
      }
    }
    expect(count.merged).toBeGreaterThanOrEqual(count.all * leastMerged)
    expect(count.merged).toBeGreaterThanOrEqual(count.byLines)
    expect(count.all).toBeGreaterThan(20)
  })

  it('is the new one where nothing was edited, and yours where nothing is new', SLOW, () => {
    for (const { path, base, generated } of pairs) {
      expect(merge({ path, base, yours: base, generated })).toEqual({ kind: 'merged', text: generated })
      expect(merge({ path, base, yours: generated, generated: base })).toEqual({ kind: 'merged', text: generated })
      expect(merge({ path, base, yours: generated, generated })).toEqual({ kind: 'merged', text: generated })
    }
  })
})
