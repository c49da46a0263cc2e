// Reads a zod schema, whichever copy of zod 4 made it: by the definition that each of its schemas carries.
import { isLinear } from '../config/field-problems.ts'
import { INSTEAD, WHY } from './refusals.ts'
import type { Field, Literal, NumberShape, ObjectShape, Shape, ShapeProblem, StringShape } from './shape.ts'

interface Definition extends Readonly<Record<string, unknown>> {
  readonly type: string
  readonly checks?: readonly unknown[]
}

/** Formats of text that one pattern decides. Others, such as `url`, run code of zod's. */
const PATTERNED = ['regex', 'email', 'uuid', 'guid', 'ulid', 'nanoid', 'cuid2', 'date', 'datetime']

/** Of formats whose texts have one length. */
const LENGTHS: Readonly<Record<string, number>> = { uuid: 36, guid: 36, ulid: 26, date: 10 }

/** @returns The definition of a schema of zod 4; null for anything else, those of zod 3 among them. */
export function definitionOf(schema: unknown): Definition | null {
  const internals: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, '_zod') : undefined
  const definition: unknown = typeof internals === 'object' && internals !== null ? Reflect.get(internals, 'def') : null
  return typeof definition === 'object' && definition !== null && 'type' in definition
    ? (definition as Definition)
    : null
}

/**
 * @param schema A zod object.
 * @param problems Is added to.
 */
export function readObject(schema: unknown, path: readonly string[], problems: ShapeProblem[]): ObjectShape {
  const definition = definitionOf(schema)
  const shape = definition?.['shape']
  const fields = typeof shape === 'object' && shape !== null ? Object.entries(shape as object) : []
  const rest = definitionOf(definition?.['catchall'])?.type
  if (rest !== undefined && rest !== 'never' && rest !== 'unknown') {
    problems.push({ path, message: '.catchall() cannot be emitted: use z.record(z.string(), …)' })
  }
  return {
    kind: 'object',
    fields: fields.map(([name, field]) => readField(name, field, [...path, name], problems)),
    others: rest === 'never' ? 'refused' : rest === 'unknown' ? 'allowed' : 'unknown',
  }
}

function readField(name: string, schema: unknown, path: readonly string[], problems: ShapeProblem[]): Field {
  if (name in {} || name === '__proto__') {
    problems.push({ path, message: 'every object has a member of this name: choose another' })
  }
  const definition = definitionOf(schema)
  const isOptional = definition?.type === 'optional'
  const description: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'description') : ''
  return {
    name,
    shape: readShape(isOptional ? definition['innerType'] : schema, path, problems),
    isOptional,
    description: typeof description === 'string' ? description : '',
  }
}

export function readShape(schema: unknown, path: readonly string[], problems: ShapeProblem[]): Shape {
  const definition = definitionOf(schema)
  const inner = (name: string, step: readonly string[] = []): Shape =>
    readShape(definition?.[name], [...path, ...step], problems)
  switch (definition?.type) {
    case 'string':
      return readString(definition, path, problems)
    case 'number':
      return readNumber(definition, path, problems)
    case 'boolean':
    case 'unknown':
      noChecks(definition, path, problems)
      return { kind: definition.type }
    case 'null':
      return { kind: 'literal', values: [null] }
    case 'literal':
      return readLiterals(definition['values'] as readonly unknown[], path, problems)
    case 'enum':
      return readLiterals(Object.values(definition['entries'] as object), path, problems)
    case 'array':
      return { kind: 'array', element: inner('element', ['[]']), ...readLength(definition, path, problems) }
    case 'object':
      noChecks(definition, path, problems)
      return readObject(schema, path, problems)
    case 'record':
      noChecks(definition, path, problems)
      if (!isPlainString(definition['keyType'])) {
        problems.push({ path, message: 'the keys of a record are z.string()' })
      }
      return { kind: 'record', value: inner('valueType', ['[]']) }
    case 'union':
      noChecks(definition, path, problems)
      return {
        kind: 'union',
        options: (definition['options'] as readonly unknown[]).map((option) => readShape(option, path, problems)),
      }
    case 'nullable':
      return { kind: 'union', options: [inner('innerType'), { kind: 'literal', values: [null] }] }
    case 'readonly':
      return inner('innerType')
    case 'optional':
      problems.push({ path, message: '.optional() is for fields: JSON has no undefined' })
      return { kind: 'unknown' }
    case undefined:
      problems.push({ path, message: "is no schema of zod 4: take `z` from 'create-session'" })
      return { kind: 'unknown' }
    default:
      problems.push({
        path,
        message: `${definition?.type} cannot be emitted: ${INSTEAD[definition?.type ?? ''] ?? 'use what JSON can hold'}`,
      })
      return { kind: 'unknown' }
  }
}

/** The checks of a schema. A format stands in its own definition, or among the checks. */
function checksOf(definition: Definition): readonly Readonly<Record<string, unknown>>[] {
  const checks = (definition.checks ?? []).map(
    (check) => Reflect.get(Reflect.get(check as object, '_zod') as object, 'def') as Readonly<Record<string, unknown>>,
  )
  return 'check' in definition ? [definition, ...checks] : checks
}

function noChecks(definition: Definition, path: readonly string[], problems: ShapeProblem[]): void {
  refuse(checksOf(definition), path, problems)
}

function refuse(
  checks: readonly Readonly<Record<string, unknown>>[],
  path: readonly string[],
  problems: ShapeProblem[],
): void {
  for (const check of checks) {
    const name = String(check['format'] ?? check['check'])
    const why = WHY[name] ?? `${name} cannot be emitted: check it where you write the field`
    problems.push({ path, message: why })
  }
}

function readString(definition: Definition, path: readonly string[], problems: ShapeProblem[]): StringShape {
  const checks = checksOf(definition)
  const isText = (check: Readonly<Record<string, unknown>>): boolean =>
    check['check'] === 'string_format' &&
    ((PATTERNED.includes(String(check['format'])) && isStateless(check['pattern'])) ||
      check['format'] === 'starts_with' ||
      check['format'] === 'ends_with')
  const { min, max } = readLength(definition, path, problems, isText)
  const found = checks.filter(isText)
  if (found.some(({ format, pattern }) => format === 'regex' && !isLinear((pattern as RegExp).source))) {
    problems.push({
      path,
      message: 'takes more than linear time on some texts: anchor it, and repeat nothing that repeats',
    })
  }
  const texts = (format: string, member: string): string[] =>
    found.filter((check) => check['format'] === format).map((check) => String(check[member]))
  return {
    kind: 'string',
    min,
    max,
    longest: Math.min(max, ...found.map(({ format }) => LENGTHS[String(format)] ?? Infinity)),
    patterns: found.flatMap(({ format, pattern }) => (PATTERNED.includes(String(format)) ? [pattern as RegExp] : [])),
    prefixes: texts('starts_with', 'prefix'),
    suffixes: texts('ends_with', 'suffix'),
  }
}

/** A pattern with `g` or `y` remembers where it was. */
function isStateless(pattern: unknown): pattern is RegExp {
  return pattern instanceof RegExp && !/[gy]/.test(pattern.flags)
}

function readNumber(definition: Definition, path: readonly string[], problems: ShapeProblem[]): NumberShape {
  const checks = checksOf(definition)
  const isBound = ({ check }: Readonly<Record<string, unknown>>): boolean =>
    check === 'greater_than' || check === 'less_than'
  const isFormat = ({ check, format }: Readonly<Record<string, unknown>>): boolean =>
    check === 'number_format' && format === 'safeint'
  refuse(
    checks.filter((check) => !isBound(check) && !isFormat(check)),
    path,
    problems,
  )
  return {
    kind: 'number',
    isInteger: checks.some(isFormat),
    bounds: checks.filter(isBound).map(({ check, inclusive, value }) => ({
      operator: `${check === 'greater_than' ? '>' : '<'}${inclusive === true ? '=' : ''}` as '>' | '>=' | '<' | '<=',
      value: Number(value),
    })),
  }
}

/** The bounds of a length; what else is checked has to be known. */
function readLength(
  definition: Definition,
  path: readonly string[],
  problems: ShapeProblem[],
  isKnown: (check: Readonly<Record<string, unknown>>) => boolean = () => false,
): { readonly min: number; readonly max: number } {
  let [min, max] = [0, Infinity]
  for (const check of checksOf(definition)) {
    if (check['check'] === 'min_length') {
      min = Math.max(min, Number(check['minimum']))
    } else if (check['check'] === 'max_length') {
      max = Math.min(max, Number(check['maximum']))
    } else if (check['check'] === 'length_equals') {
      min = Math.max(min, Number(check['length']))
      max = Math.min(max, Number(check['length']))
    } else if (!isKnown(check)) {
      refuse([check], path, problems)
    }
  }
  return { min, max }
}

function readLiterals(values: readonly unknown[], path: readonly string[], problems: ShapeProblem[]): Shape {
  const isLiteral = (value: unknown): value is Literal =>
    value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
  if (!values.every(isLiteral)) {
    problems.push({ path, message: 'JSON can hold text, finite numbers, true, false and null' })
  }
  return { kind: 'literal', values: values.filter(isLiteral) }
}

function isPlainString(schema: unknown): boolean {
  const definition = definitionOf(schema)
  return definition?.type === 'string' && checksOf(definition).length === 0
}
