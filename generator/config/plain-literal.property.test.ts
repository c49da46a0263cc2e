import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configText, pairs } from '../../fixtures/configs/pairs.ts'
import { packageRoot } from '../emit/read-template.ts'
import { readPlainLiteral } from './plain-literal.ts'
import { readByCompiler } from './read-literal.ts'

const FIXTURES = join(packageRoot(), 'fixtures/configs')
const texts = [
  ...readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.config.ts'))
    .map((name) => readFileSync(join(FIXTURES, name), 'utf8')),
  ...pairs.map(({ config }) => configText(config)),
  "import { defineConfig } from 'create-session'\n\nexport default defineConfig({ target: 'hono', backend: 'memory', maxAge: 30 * 60, })\n",
  '// Ours\nexport default { "target": "hono", backend: { type: \'redis\' }, exclude: [\'^/health\'], secure: true /* yes */ };',
]

/** What the compiler makes of a text; null for what is no literal, or does not parse. */
function compiled(text: string): { readonly value: unknown } | null {
  try {
    const { isLiteral, value } = readByCompiler('sessions.config.ts', text)
    return isLiteral ? { value } : null
  } catch {
    return null
  }
}

/** A text that was broken in one or two places. */
const broken = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(3),
        fc.constantFrom(
          '',
          ',',
          '}',
          '{',
          '(',
          ')',
          "'",
          '"',
          '/',
          '*',
          '\n',
          '\\',
          '-',
          '.',
          '0',
          'e1',
          ':',
          ';',
          '1n',
          '_',
          '`',
        ),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  )
  .map(([text, changes]) =>
    changes.reduce((changed, [place, length, put]) => {
      const at = place % (changed.length + 1)
      return changed.slice(0, at) + put + changed.slice(at + length)
    }, text),
  )

describe('a config that is read without the compiler', () => {
  it('is what the compiler reads', () => {
    const read = texts.map((text) => readPlainLiteral(text))
    expect(read.filter((reading) => reading !== null).length).toBeGreaterThan(texts.length / 3)
    texts.forEach((text, index) => {
      if (read[index] !== null) {
        expect(read[index]).toEqual(compiled(text))
      }
    })
  })

  it('is left to the compiler when it is broken, or more than data', () => {
    fc.assert(
      fc.property(broken, (text) => {
        const reading = readPlainLiteral(text)
        if (reading !== null) {
          expect({ text, reading }).toEqual({ text, reading: compiled(text) })
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('may hold any data', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        const text = `export default ${json}\n`
        const reading = readPlainLiteral(text)
        if (reading !== null) {
          expect(reading).toEqual(compiled(text))
        }
      }),
    )
  })

  it.each([
    'export default { a: -1 }',
    'export default { a: 010 }',
    'export default { a: 1_000 }',
    'export default { a: 1e3 }',
    'export default { a: 1 + 2 }',
    'export default { a: 2 ** 3 }',
    'export default { get a() { return 1 } }',
    'export default { a }',
    'export default { [a]: 1 }',
    'export default { ...a }',
    'export default [1, , 2]',
    "export default { a: 'b\\n' }",
    'export default { a: /b/ }',
    'export default { a: `b` }',
    'export default { a: 1 } as const',
    'export default { a: 1 }.a',
    'export default defineConfig({ a: 1 })',
    "import { defineConfig } from 'other'\nexport default defineConfig({ a: 1 })",
    "import { defineConfig } from 'create-session'\nexport default defineConfig({ a: 1 }, 2)",
    'export default { a: 1 }\nprocess.exit()',
  ])('%s is left to the compiler', (text) => {
    expect(readPlainLiteral(text)).toBeNull()
  })
})
