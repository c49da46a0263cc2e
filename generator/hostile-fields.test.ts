// Naughty and random texts in every field that the schema has: each is refused, or stays the text that it is.
import * as fc from 'fast-check'
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { EMITTED_PIECES, FIELD_TEXTS, TEXTS_IN_A_PIECE } from '../templates/contracts/property-runs.ts'
import { naughtyStrings } from '../templates/contracts/vectors/published.ts'
import { emitted, HOSTILE, isValid, literalsOf, shapesOf } from './hostile.fixture.ts'
import { type TextField, textFields } from './text-fields.fixture.ts'

/** One of these is a good text of each field. */
const GOOD = [
  'zqgood',
  'ZQGOOD',
  '/zqgood',
  'zqgood.com',
  'https://zqgood.com',
  '17m',
  '17s',
  '17w',
  'express',
  'memory',
] as const

/** What else a session may have to say, so that a field means something. */
const AROUND: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { backend: 'memory' },
  { backend: 'redis' },
  { target: 'fetch' },
  { scopes: ['http', 'websocket'] },
  { scopes: ['http', 'websocket'], backend: 'memory' },
  { maxAge: 'session' },
  { maxAge: '30m' },
  { idleTimeout: '5m', maxAge: '30m' },
  { prefix: 'none' },
  { maxAge: 'session', prefix: 'none', backend: 'memory', scopes: ['http', 'websocket'] },
  { backend: { revocation: 'denylist' } },
  { backend: { revocation: 'user-epoch' } },
]

const random = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'\'"`\\${}()/*;,<>-\n\r\u2028') }),
  fc.stringMatching(/^[a-z0-9:/._-]{1,20}$/),
)

interface Case {
  readonly good: string
  config(text: string): Readonly<Record<string, unknown>>
}

/** A good text of a field, and what has to be around it. */
function caseOf(field: TextField): Case | null {
  for (const around of AROUND) {
    const config = (text: string): Readonly<Record<string, unknown>> => {
      const own = field.withText(text)
      const [option, options] = [own['backend'], around['backend']]
      const isOption = typeof option === 'object' && typeof options === 'object'
      return { ...around, ...own, ...(isOption && { backend: { ...options, ...option } }) }
    }
    const good = GOOD.find((text) => isValid(config(text)))
    if (good !== undefined) {
      return { good, config }
    }
  }
  return null
}

/** What has a meaning in code, and is short, comes first. */
function byDanger(a: string, b: string): number {
  const rank = (text: string): number => text.length + (/['"`\\$*/\n\r\u2028{<]/.test(text) ? 0 : 1_000)
  return rank(a) - rank(b)
}

/** A few longer texts that hold many of those that a field takes. */
function join(taken: readonly string[], isTaken: (text: string) => boolean): readonly string[] {
  const pieces = Array.from({ length: EMITTED_PIECES }, () => '')
  taken
    .toSorted(byDanger)
    .slice(0, EMITTED_PIECES * TEXTS_IN_A_PIECE)
    .forEach((text, index) => {
      const at = index % EMITTED_PIECES
      const longer = pieces[at] + text
      pieces[at] = isTaken(longer) ? longer : (pieces[at] ?? '')
    })
  return pieces.filter((piece) => piece !== '')
}

/** Longer ones, up to a megabyte, are tried in hostile-config.test.ts: each takes a while as a pattern of `exclude`. */
const TEXTS = [...naughtyStrings, ...HOSTILE, ...fc.sample(random, { numRuns: FIELD_TEXTS, seed: 7 })].filter(
  ({ length }) => length < 40,
)

const free = textFields.filter(({ isFree }) => isFree)
const chosen = textFields.filter(({ isFree }) => !isFree)

it('the schema has fields of both kinds, those of backends among them', () => {
  expect(free.map(({ name }) => name)).toEqual(expect.arrayContaining(['key', 'origins', 'backend redis.prefix']))
  expect(chosen.map(({ name }) => name)).toEqual(expect.arrayContaining(['sameSite', 'scopes', 'backend redis.client']))
})

describe('a field that takes a text', { timeout: 120_000 }, () => {
  it.each(free)('$name: is refused, or stays the text that it is', (field) => {
    const found = caseOf(field)
    // A new field that none of these fit wants a text of its own in GOOD, or a neighbour in AROUND.
    expect(found, `no good text is known for ${field.name}`).not.toBeNull()
    const { good, config } = found ?? { good: '', config: () => ({}) }
    const isTaken = (text: string): boolean => isValid(config(text))
    const plain = emitted(config(good)) ?? new Map()
    const taken = TEXTS.filter(isTaken)
    for (const text of join(taken, isTaken)) {
      const files = emitted(config(text)) ?? new Map<string, string>()
      const label = JSON.stringify(text)
      for (const [path, code] of files) {
        const { diagnostics = [] } = ts.transpileModule(code, { fileName: path, reportDiagnostics: true })
        expect(path.endsWith('.ts') ? diagnostics : [], `${label} in ${path}`).toEqual([])
      }
      const [shapes, plainShapes] = [shapesOf(files), shapesOf(plain)]
      if (Object.keys(shapes).every((path) => path in plainShapes)) {
        expect(shapes, label).toEqual(plainShapes)
      } else {
        // Where the text is a folder, the paths differ, and with them their order.
        expect(Object.values(shapes).toSorted(), label).toEqual(Object.values(plainShapes).toSorted())
      }
      if (literalsOf(plain).some((literal) => literal.includes(good)) && /zqgood/i.test(good)) {
        const expected = literalsOf(plain).map((literal) => literal.replaceAll(good, () => text))
        expect(literalsOf(files), label).toEqual(expected)
      }
    }
  })
})

describe('a field that takes one of few words', () => {
  it.each(chosen)('$name: takes no other text', ({ withText }) => {
    const taken = AROUND.flatMap((around) => TEXTS.filter((text) => isValid({ ...around, ...withText(text) })))
    expect(taken).toEqual([])
  })
})
