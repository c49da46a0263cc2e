// What is wrong with a config, in words: where, what was found, what is allowed, and what was probably meant.
import type { z } from 'zod'
import { looksSecret } from './field-problems.ts'
import { nearest } from './nearest.ts'
import type { Finding } from './rules.ts'
import type { FieldMeta } from './schema.ts'

const MAX_SHOWN = 40

/** The fields of a strict object: a session, or the options of a backend. */
export type Fields = Readonly<Record<string, z.ZodType>>

/**
 * An issue of zod's as findings.
 *
 * @param value What was parsed.
 * @param base Where that stands in the config.
 */
export function issueFindings(
  issue: z.core.$ZodIssue,
  value: unknown,
  base: readonly PropertyKey[],
  fields: Fields,
): readonly Finding[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      error([...base, ...issue.path, key], `unknown field${suggestion(key, Object.keys(fields))}`),
    )
  }
  const [field] = issue.path
  const meta = typeof field === 'string' && Object.hasOwn(fields, field) ? metaOf(fields[field]) : undefined
  const found = at(value, issue.path)
  const spelling = typeof found === 'string' ? suggestion(found, meta?.values ?? []) : ''
  const allowed = meta?.allowed ?? (field === undefined ? 'an object with the fields of a session' : issue.message)
  return [error([...base, ...issue.path], `found ${shown(found, field)}; allowed: ${allowed}${spelling}`)]
}

/** A word that names none of those that there are. */
export function unknownWord(path: readonly PropertyKey[], word: string, names: readonly string[]): Finding {
  const allowed = names.map((name) => `'${name}'`).join(', ')
  return error(path, `found '${word}'; allowed: ${allowed}${suggestion(word, names)}`)
}

export function error(path: readonly PropertyKey[], message: string): Finding {
  return { path, message, severity: 'error' }
}

/** A default or an optional field wraps the schema that was described. */
function metaOf(schema: z.ZodType | undefined): FieldMeta | undefined {
  const own = schema?.meta() as FieldMeta | undefined
  const inner = (schema?.def as { readonly innerType?: z.ZodType } | undefined)?.innerType
  return own?.allowed !== undefined ? own : inner === undefined ? undefined : metaOf(inner)
}

function suggestion(word: string, known: readonly string[]): string {
  const best = nearest(word, known)
  return best === null ? '' : `. Did you mean '${best}'?`
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  )
}

/** A value as a message shows it; what may be a secret is not shown. */
function shown(value: unknown, field: PropertyKey | undefined): string {
  if (value === undefined) {
    return 'nothing'
  }
  if (field === 'secrets' || (typeof value === 'string' && looksSecret(value))) {
    return 'a value that is not shown, as it may be a secret'
  }
  if (typeof value === 'string') {
    return `'${value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value}'`
  }
  if (typeof value === 'object' || typeof value === 'function') {
    return Array.isArray(value)
      ? 'a list'
      : value === null
        ? 'null'
        : typeof value === 'function'
          ? 'a function'
          : 'an object'
  }
  return String(value)
}
