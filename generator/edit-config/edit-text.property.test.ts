// Edits of configs that are written in every way: what was there comes back when an edit is taken back.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readLiteral } from '../config/read-literal.ts'
import { editedValue } from './config-edit.ts'
import { editText } from './edit-text.ts'

const RUNS = 300
const NAMES = ['key', 'path', 'domain', 'applicationId', 'priority'] as const

interface Layout {
  readonly values: readonly {
    readonly name: string
    readonly text: string
    readonly above: string
    readonly behind: string
  }[]
  readonly isOnLines: boolean
  readonly hasLastComma: boolean
  readonly quote: "'" | '"'
  readonly endOfLine: '\n' | '\r\n'
  readonly indent: string
  readonly start: string
}

const layouts: fc.Arbitrary<Layout> = fc.record({
  values: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...NAMES),
      text: fc.stringMatching(/^[ -~äß]{0,12}$/),
      above: fc.constantFrom('', '// a, b: { c }', '/* d */'),
      behind: fc.constantFrom('', ' // e', ' /* f, } */', ' // {'),
    }),
    { selector: ({ name }) => name, minLength: 1 },
  ),
  isOnLines: fc.boolean(),
  hasLastComma: fc.boolean(),
  quote: fc.constantFrom("'" as const, '"' as const),
  endOfLine: fc.constantFrom('\n' as const, '\r\n' as const),
  indent: fc.constantFrom('  ', '    ', '\t'),
  start: fc.constantFrom('export default ', '\uFEFFexport default ', 'module.exports = '),
})

function textOf({ values, isOnLines, hasLastComma, quote, endOfLine, indent, start }: Layout): string {
  const literal = (text: string): string =>
    quote + text.replace(/[\\'"]/g, (found) => (found === '\\' || found === quote ? `\\${found}` : found)) + quote
  if (!isOnLines) {
    const items = values.map(({ name, text }) => `${name}: ${literal(text)}`)
    return `${start}{ ${items.join(', ')}${hasLastComma ? ',' : ''} }${endOfLine}`
  }
  const lines = values.flatMap(({ name, text, above, behind }, index) => [
    ...(above === '' ? [] : [indent + above]),
    `${indent}${name}: ${literal(text)}${hasLastComma || index < values.length - 1 ? ',' : ''}${behind}`,
  ])
  return [`${start}{`, ...lines, '}', ''].join(endOfLine)
}

const edits = fc.record({ layout: layouts, name: fc.constantFrom(...NAMES), value: fc.stringMatching(/^[ -~]{0,12}$/) })

it(`a value that is set, and set back, leaves no trace: ${RUNS} configs`, () => {
  fc.assert(
    fc.property(edits, ({ layout, name, value }) => {
      const text = textOf(layout)
      const before = valueOf(text)
      const set = { kind: 'set', path: [name], value } as const
      const after = editText('sessions.config.ts', text, [set])

      expect(valueOf(after)).toEqual(editedValue(before, [set]))
      const old = before[name]
      const back = old === undefined ? ({ kind: 'unset', path: [name] } as const) : { ...set, value: old }
      expect(editText('sessions.config.ts', after, [back])).toBe(text)
    }),
    { numRuns: RUNS },
  )
})

it(`a field that is taken out takes nothing else with it: ${RUNS} configs`, () => {
  fc.assert(
    fc.property(edits, ({ layout, name }) => {
      const text = textOf(layout)
      const unset = { kind: 'unset', path: [name] } as const
      const after = editText('sessions.config.ts', text, [unset])

      expect(valueOf(after)).toEqual(editedValue(valueOf(text), [unset]))
      expect(after).toBe(expectedWithout(layout, name))
    }),
    { numRuns: RUNS },
  )
})

/** The same config, as if the field had never been written. */
function expectedWithout(layout: Layout, name: string): string {
  const values = layout.values.filter((value) => value.name !== name)
  if (values.length === layout.values.length || values.length > 0) {
    return textOf({ ...layout, values })
  }
  const { start, endOfLine, isOnLines } = layout
  return isOnLines ? `${start}{${endOfLine}}${endOfLine}` : `${start}{}${endOfLine}`
}

function valueOf(text: string): Readonly<Record<string, string>> {
  return readLiteral('sessions.config.ts', text).value as Readonly<Record<string, string>>
}
