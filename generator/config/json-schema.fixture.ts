// The JSON Schema of a config: what zod checks, described by the doc comments of the types. Made once, and committed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { ts } from 'ts-morph'
import { z } from 'zod'
import { backends, targets } from '../../templates/registry.ts'
import { packageRoot } from '../emit/read-template.ts'
import { readLiteral } from './read-literal.ts'
import { sessionSchema } from './schema.ts'

export const CONFIG_SCHEMA_FILE: string = join(packageRoot(), 'schemas/sessions.config.schema.json')

/** What the doc comment of a field says. */
export interface FieldDoc {
  readonly text: string
  /** As it is written: `'14d'`, or words where it depends. */
  readonly default: string
  readonly example: string
}

type Json = Record<string, unknown>

export async function configSchema(): Promise<string> {
  const session = describe(jsonSchemaOf(sessionSchema), fieldDocs('generator/config/config-input.ts', 'SessionInput'))
  const variants = backends.map(({ name, options }) => {
    const { properties, ...rest } = describe(jsonSchemaOf(options), backendDocs(name))
    return { ...rest, required: ['type'], properties: { type: { const: name }, ...(properties as Json) } }
  })
  const names = backends.map(({ name }) => name)
  const properties = session['properties'] as Json
  const backend = { ...(properties['backend'] as Json), anyOf: [{ enum: names }, ...variants] }
  const target = { ...(properties['target'] as Json), enum: targets.map(({ name }) => name) }
  const sessions = fieldDocs('generator/config/config-input.ts', 'SessionsInput').get('sessions')
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'sessions.config.schema.json',
    title: 'What sessions.config.ts says: the argument of `defineConfig`',
    description:
      'One session, or several by name. A config can break rules that are not said here: what one field demands of another, ' +
      'durations that are too long, regular expressions that take more than linear time, and names of hosts and cookies. ' +
      '`npx create-session generate --dry-run` says all of them.',
    anyOf: [{ $ref: '#/$defs/session' }, { $ref: '#/$defs/sessions' }],
    $defs: {
      session: { ...session, properties: { ...properties, target, backend } },
      sessions: {
        type: 'object',
        additionalProperties: false,
        required: ['sessions'],
        properties: {
          sessions: {
            type: 'object',
            description: sessions?.text,
            minProperties: 1,
            propertyNames: { pattern: '^[a-z][a-z0-9-]{0,31}$' },
            additionalProperties: { $ref: '#/$defs/session' },
          },
        },
      },
    },
  }
  return format(JSON.stringify(schema), { parser: 'json', printWidth: 120 })
}

/** The doc comments of an interface's members, by name. */
export function fieldDocs(file: string, name: string): ReadonlyMap<string, FieldDoc> {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(packageRoot(), file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  )
  const found = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  return new Map((found?.members ?? []).map((member) => [member.name?.getText() ?? '', docOf(member)]))
}

export function backendDocs(name: string): ReadonlyMap<string, FieldDoc> {
  const words = name.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
  const type = `${words.join('')}Input`
  return fieldDocs(`templates/backends/${name}/${name}.meta.ts`, type)
}

function docOf(member: ts.TypeElement): FieldDoc {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc)
  const tag = (name: string): string =>
    onOneLine(ts.getTextOfJSDocComment(doc?.tags?.find(({ tagName }) => tagName.text === name)?.comment))
  return { text: onOneLine(ts.getTextOfJSDocComment(doc?.comment)), default: tag('default'), example: tag('example') }
}

function onOneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').trim()
}

/** What zod says of a value as it is written, without what only our messages need. */
function jsonSchemaOf(schema: z.ZodType): Json {
  const { $schema: _$schema, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      delete jsonSchema['allowed']
      delete jsonSchema['values']
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) {
        delete jsonSchema.maximum
      }
    },
    // What no JSON can say, such as `data`, is anything there.
    unrepresentable: 'any',
  })
  return rest
}

function describe(schema: Json, docs: ReadonlyMap<string, FieldDoc>): Json {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Json>>)
  return {
    ...schema,
    properties: Object.fromEntries(properties.map(([name, field]) => [name, withDoc(field, name, docs)])),
  }
}

function withDoc(field: Json, name: string, docs: ReadonlyMap<string, FieldDoc>): Json {
  // zod has the seconds of a duration; people write '14d'.
  const { default: _default, ...schema } = field
  const doc = docs.get(name)
  if (doc === undefined) {
    throw new Error(`${name} has no doc comment`)
  }
  const usual = exampleOf(doc.default)
  return {
    description: usual === undefined ? `${doc.text} Default: ${doc.default}.` : doc.text,
    ...(usual === undefined ? {} : { default: usual }),
    examples: [exampleOf(doc.example)],
    ...schema,
  }
}

/** The value of a literal; undefined for words. */
export function exampleOf(text: string): unknown {
  try {
    return readLiteral('example.ts', `export default ${text}`).value
  } catch {
    return undefined
  }
}
