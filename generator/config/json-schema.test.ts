// The published JSON Schema is what the config's schema says, and what its types' doc comments say.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pairs } from '../../fixtures/configs/pairs.ts'
import { backends } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import {
  backendDocs,
  CONFIG_SCHEMA_FILE,
  configSchema,
  exampleOf,
  fieldDocs,
  type FieldDoc,
} from './json-schema.fixture.ts'
import { readLiteral } from './read-literal.ts'
import { sessionSchema } from './schema.ts'

const DOCS = fieldDocs('generator/config/config-input.ts', 'SessionInput')

function isValid(config: unknown): boolean {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
  return ajv.validate(JSON.parse(readFileSync(CONFIG_SCHEMA_FILE, 'utf8')), config) as boolean
}

it('is what the schema gives: else run `npm run snapshots`', async () => {
  await expect(await configSchema()).toMatchFileSnapshot(CONFIG_SCHEMA_FILE)
})

describe('takes', () => {
  it.each(['minimal', 'maximal', 'several'])('fixtures/configs/%s.config.ts', (name) => {
    const text = readFileSync(join(packageRoot(), `fixtures/configs/${name}.config.ts`), 'utf8')

    expect(isValid(readLiteral(`${name}.config.ts`, text).value)).toBe(true)
  })

  it('every pair of choices', () => {
    expect(pairs.filter(({ config }) => !isValid(config))).toEqual([])
  })
})

describe('refuses', () => {
  it.each([
    [{ maxage: '1d' }],
    [{ maxAge: '7 days' }],
    [{ maxAge: 1.5 }],
    [{ key: '' }],
    [{ path: 'app' }],
    [{ backend: 'reddis' }],
    [{ backend: { type: 'redis', directory: 'x' } }],
    [{ backend: { prefix: 'x' } }],
    [{ sessionIdBytes: 8 }],
    [{ secrets: 'not a name' }],
    [{ sessions: {} }],
    [{ sessions: { Admin: {} } }],
    [{ sessions: { admin: { maxage: 1 } } }],
    [{ sessions: { admin: {} }, key: 'x' }],
    [[]],
  ])('%j', (config) => {
    expect(isValid(config)).toBe(false)
  })
})

describe('doc comments', () => {
  it('are there for each field, and for no other', () => {
    expect([...DOCS.keys()].toSorted()).toEqual(Object.keys(sessionSchema.shape).toSorted())
  })

  it.each(backends.map(({ name, options }) => ({ name, options })))('are there for each option of $name', (backend) => {
    const shape = (backend.options as unknown as z.ZodObject).shape

    expect([...backendDocs(backend.name).keys()].toSorted()).toEqual([...Object.keys(shape), 'type'].toSorted())
  })

  it.each([...DOCS])('of %s say what it is for, its default, and an example that it takes', (name, doc) => {
    const field = (sessionSchema.shape as Readonly<Record<string, z.ZodType>>)[name]

    expect(doc.text).toMatch(/^[A-Z].*\.$/)
    expect(field?.safeParse(exampleOf(doc.example)).success).toBe(true)
    expectDefault(field, doc)
  })

  it.each(
    backends
      .flatMap(({ name }) => [...backendDocs(name)].map(([option, doc]) => ({ name, option, doc })))
      .filter(({ option }) => option !== 'type'),
  )('of $name.$option do too', ({ name, option, doc }) => {
    const { options } = backends.find((backend) => backend.name === name) ?? {}
    const field = (options as unknown as z.ZodObject).shape[option] as z.ZodType

    expect(doc.text).toMatch(/^[A-Z].*\.$/)
    expect(field.safeParse(exampleOf(doc.example)).success).toBe(true)
    expectDefault(field, doc)
  })
})

/** The default that is documented is the one that the schema fills in, where it fills in one. */
function expectDefault(field: z.ZodType | undefined, doc: FieldDoc): void {
  expect(doc.default).not.toBe('')
  const filledIn = field?.safeParse(undefined).data
  if (filledIn !== undefined) {
    expect(field?.parse(exampleOf(doc.default))).toEqual(filledIn)
  }
}
