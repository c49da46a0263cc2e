// The code that is emitted accepts what zod accepts, and nothing else: random schemas, random values.
import * as fc from 'fast-check'
import { ts } from 'ts-morph'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { readTemplate } from '../emit/read-template.ts'
import { render } from '../emit/render.ts'
import { checkText } from './check-text.ts'
import { readObject } from './read-shape.ts'
import type { ShapeProblem } from './shape.ts'

const SCHEMAS = 400
const VALUES = 40

/** A schema, and values that it mostly accepts. */
interface Kind {
  readonly schema: z.ZodType
  readonly values: fc.Arbitrary<unknown>
}

const NAMES = ['a', 'user id', 'last-seen', 'default', '0', 'ü', "it's", 'a\u2028b', '*/', '${x}']

const text: fc.Arbitrary<Kind> = fc
  .record({ min: fc.nat(3), room: fc.nat(4), form: fc.nat(4) })
  .map(({ min, room, form }) => {
    const plain = z
      .string()
      .min(min)
      .max(min + room)
    const schema =
      [plain, z.string(), plain.regex(/^[a-c/]*$/i), z.string().startsWith("x'"), z.string().endsWith('"\n')][form] ??
      plain
    const values = fc.oneof(
      fc.string({ maxLength: 9 }),
      fc.stringMatching(/^[a-cA-C/]{0,6}$/),
      fc.constantFrom("x'y", 'z"\n'),
    )
    return { schema, values }
  })

const number: fc.Arbitrary<Kind> = fc
  .record({ low: fc.integer({ min: -9, max: 9 }), form: fc.nat(5) })
  .map(({ low, form }) => ({
    schema:
      [
        z.number(),
        z.int(),
        z.number().min(low),
        z
          .number()
          .gt(low)
          .lte(low + 4),
        z.int().lt(low),
        z.number().int().nonnegative(),
      ][form] ?? z.number(),
    values: fc.oneof(
      fc.integer({ min: -20, max: 20 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(low, low + 4, -0, 2 ** 53),
    ),
  }))

const format: fc.Arbitrary<Kind> = fc.constantFrom<Kind>(
  { schema: z.email(), values: fc.oneof(fc.emailAddress(), fc.string()) },
  { schema: z.uuid(), values: fc.oneof(fc.uuid(), fc.string()) },
  { schema: z.ulid(), values: fc.oneof(fc.ulid(), fc.string()) },
  {
    schema: z.iso.datetime(),
    values: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
    ),
  },
  { schema: z.iso.date(), values: fc.constantFrom('2026-02-28', '2026-02-29', '2024-02-29', '') },
  { schema: z.boolean(), values: fc.boolean() },
  { schema: z.null(), values: fc.constant(null) },
  { schema: z.enum(['light', 'dark']), values: fc.constantFrom('light', 'dark', 'Light', 0) },
  { schema: z.literal(['a', 1, true, null]), values: fc.constantFrom('a', 1, true, null, '1', false) },
)

const { kind } = fc.letrec<{ kind: Kind }>((tie) => ({
  kind: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    text,
    number,
    format,
    fc.record({ of: tie('kind'), min: fc.nat(2), room: fc.nat(3) }).map(({ of, min, room }) => ({
      schema: z
        .array(of.schema)
        .min(min)
        .max(min + room),
      values: fc.array(of.values, { maxLength: 6 }),
    })),
    tie('kind').map((of) => ({
      schema: z.record(z.string(), of.schema),
      values: fc.dictionary(fc.string(), of.values, { maxKeys: 4 }),
    })),
    tie('kind').map((of) => ({ schema: of.schema.nullable(), values: fc.option(of.values) })),
    fc.tuple(tie('kind'), tie('kind')).map(([one, other]) => ({
      schema: z.union([one.schema, other.schema]),
      values: fc.oneof(one.values, other.values),
    })),
    fc.tuple(tie('kind'), tie('kind')).map(([one, other]) => ({
      schema: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('one'), value: one.schema }),
        z.object({ kind: z.literal('other'), value: other.schema }),
      ]),
      values: fc.record({ kind: fc.constantFrom('one', 'other', 'none'), value: fc.oneof(one.values, other.values) }),
    })),
    fc
      .record({
        fields: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('kind'), fc.boolean()), {
          maxLength: 4,
          selector: ([name]) => name,
        }),
        form: fc.constantFrom(z.object, z.strictObject, z.looseObject),
      })
      .map(({ fields, form }) => ({
        schema: form(
          Object.fromEntries(
            fields.map(([name, of, isOptional]) => [name, isOptional ? of.schema.optional() : of.schema]),
          ),
        ) as z.ZodType,
        values: fc
          .tuple(
            ...fields.map(([name, of]) =>
              fc.option(
                of.values.map((value) => [name, value] as const),
                { nil: null, freq: 8 },
              ),
            ),
            fc.boolean(),
          )
          .map((entries) =>
            Object.fromEntries([
              ...entries.filter((entry) => Array.isArray(entry)),
              ...(entries.at(-1) === true ? [['more', 1]] : []),
            ] as [string, unknown][]),
          ),
      })),
  ),
}))

type Assert = (data: object) => void

/** The emitted file, run as it is but for its types and its one import. */
function compile(schema: z.ZodObject): Assert {
  const problems: ShapeProblem[] = []
  const shape = readObject(schema, [], problems)
  expect(problems).toEqual([])
  const view = {
    config: 'sessions.config.ts',
    extension: '.js',
    isStrict: shape.others === 'refused',
    ownFields: '',
    ...checkText(shape),
  }
  const source = 'project/session-data-check.ts.hbs'
  const emitted = render(source, readTemplate(source), view).replace(
    /^import .*$/m,
    'class SessionDataError extends Error {}',
  )
  const { outputText, diagnostics } = ts.transpileModule(emitted, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  })
  expect(diagnostics).toEqual([])
  const exported: { assertSessionData?: Assert } = {}
  // oxlint-disable-next-line no-implied-eval
  new Function('exports', outputText)(exported)
  return exported.assertSessionData ?? expect.fail('nothing was exported')
}

function accepts(assert: Assert, data: object): boolean {
  try {
    assert(data)
    return true
  } catch {
    return false
  }
}

/** Zod may throw at an object that it takes for a number. */
function isValid(schema: z.ZodType, data: unknown): boolean {
  try {
    return schema.safeParse(data).success
  } catch {
    return false
  }
}

it(`S-D1 ${SCHEMAS} schemas with ${VALUES} values each: what is emitted and zod agree`, { timeout: 120_000 }, () => {
  const counts = { accepted: 0, refused: 0 }
  const schemas = fc.record({ field: kind, other: kind, isStrict: fc.boolean() })
  fc.assert(
    fc.property(schemas, fc.infiniteStream(fc.nat()), ({ field, other, isStrict }, seeds) => {
      const shape = { field: field.schema, other: other.schema }
      const schema = isStrict ? z.strictObject(shape) : z.object(shape)
      const assert = compile(schema)
      const values = fc.record(
        {
          field: fc.oneof({ arbitrary: field.values, weight: 6 }, { arbitrary: fc.jsonValue(), weight: 1 }),
          other: other.values,
          more: fc.constant(1),
        },
        { requiredKeys: ['field'] },
      )
      for (const data of fc.sample(values, { numRuns: VALUES, seed: seeds.next().value })) {
        const success = isValid(schema.partial(), data)
        counts[success ? 'accepted' : 'refused'] += 1
        expect([data, accepts(assert, data)]).toEqual([data, success])
      }
    }),
    { numRuns: SCHEMAS },
  )
  // Neither side of the comparison is empty.
  expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(SCHEMAS)
})
