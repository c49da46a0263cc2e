// `data` in a config: read from its syntax or from the objects of an executed one, and measured against cookies.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readLiteral } from '../config/read-literal.ts'
import { validateConfig } from '../config/validate.ts'
import { readObject } from './read-shape.ts'

const IMPORTS = "import { defineConfig, z } from 'create-session'\n"

function warningsOf(value: object): readonly string[] {
  const loaded = { file: 'sessions.config.ts', value, executed: false, placeOf: () => ({ line: 1, column: 1 }) }
  return validateConfig(loaded, ['express']).warnings.map(({ message }) => message)
}

/** The shape of `data`, from the text of a config; null where that is no literal. */
function shapeIn(text: string): unknown {
  const { value, isLiteral } = readLiteral('sessions.config.ts', text)
  return isLiteral ? readObject((value as { data: unknown }).data, [], []) : null
}

describe('S-D1 a schema in a config', () => {
  it('is read from its syntax as it is executed', () => {
    const text = `${IMPORTS}
      const sku = z.string().regex(/^[A-Z/]{3}$/i)
      export default defineConfig({
        data: z.object({
          userId: z.string().max(64).describe('Who'),
          theme: z.enum(['light', 'dark']).optional(),
          cart: z.array(z.strictObject({ sku, count: z.int().min(1).lte(10 * 10) })).max(50),
          seen: z.record(z.string(), z.union([z.number().gt(-1), z.null()])).nullable(),
          at: z.iso.datetime(),
        }).loose(),
      })`
    const executed = z
      .object({
        userId: z.string().max(64).describe('Who'),
        theme: z.enum(['light', 'dark']).optional(),
        cart: z
          .array(z.strictObject({ sku: z.string().regex(/^[A-Z/]{3}$/i), count: z.int().min(1).lte(100) }))
          .max(50),
        seen: z.record(z.string(), z.union([z.number().gt(-1), z.null()])).nullable(),
        at: z.iso.datetime(),
      })
      .loose()
    expect(shapeIn(text)).toEqual(readObject(executed, [], []))
  })

  it.each([
    ['from zod itself', "import { z } from 'zod'\nexport default { data: z.object({}) }"],
    ['under another name', "import { z as schema } from 'create-session'\nexport default { data: schema.object({}) }"],
    ['as a namespace', "import * as zod from 'zod'\nexport default { data: zod.object({}) }"],
  ])('is read with z %s', (_what, text) => {
    expect(shapeIn(text)).toEqual({ kind: 'object', fields: [], others: 'unknown' })
  })

  it.each([
    ['a function', `${IMPORTS}export default { data: z.object({ a: z.string().refine(() => true) }) }`],
    ['another z', 'const z = { object: () => 1 }\nexport default { data: z.object({}) }'],
    ['the z of another package', "import { z } from 'other'\nexport default { data: z.object({}) }"],
    ['another method', `${IMPORTS}export default { data: z.object({}).parse({}) }`],
    ['a member of every object', `${IMPORTS}export default { data: z.constructor('return 1') }`],
    ['arguments of another kind', `${IMPORTS}export default { data: z.object({ a: z.union() }) }`],
    ['an expression that does not parse', `${IMPORTS}export default { data: z.string().regex(/a/gg) }`],
  ])('is left to execution with %s', (_what, text) => {
    let shape: unknown = 'refused'
    try {
      shape = shapeIn(text)
    } catch {
      // It does not parse at all.
    }
    expect(['refused', null]).toContain(shape)
  })

  it('says where a field stands', () => {
    const text = `${IMPORTS}export default defineConfig({\n  data: z.object({\n    born: z.date(),\n  }).strict(),\n})`
    expect(readLiteral('sessions.config.ts', text).placeOf(['data', 'born'])).toEqual({ line: 4, column: 5 })
  })
})

describe('S-D4 the largest session', () => {
  const cart = z.array(z.string().max(100)).max(50)

  it.each<[string, object, string[]]>([
    ['fits', { data: z.object({ userId: z.uuid(), count: z.int(), on: z.boolean(), theme: z.enum(['a', 'b']) }) }, []],
    ['is no matter in a store', { backend: 'memory', data: z.object({ cart }) }, []],
    [
      'does not fit, and the field that takes most is named',
      { data: z.object({ userId: z.uuid(), cart }) },
      [
        'data.cart: takes up to 30160 bytes of 30390 in all; the cookies hold about 8694 bytes of data, and a session beyond that cannot be saved',
      ],
    ],
    [
      'has no bound',
      { maxChunks: 1, data: z.object({ userId: z.uuid(), name: z.string() }) },
      [
        'data.name: has no largest size: give it .max(); the cookies hold about 2748 bytes of data, and a session beyond that cannot be saved',
      ],
    ],
  ])('%s', (_what, config, expected) => {
    expect(warningsOf(config)).toEqual(expected)
  })
})
