// What the words of a command line name in a config: the session, the field, and the value as the schema has it.
import { z } from 'zod'
import type { BackendMeta } from '../../templates/meta.ts'
import { backends } from '../../templates/registry.ts'
import { nearest } from '../config/nearest.ts'
import { sessionSchema } from '../config/schema.ts'
import { GeneratorError } from '../errors.ts'
import { type FieldPath, isFields, valueAt, type Written } from './config-edit.ts'

const FIELDS: Readonly<Record<string, z.ZodType>> = sessionSchema.shape

/**
 * The path to the session that is meant: empty for the one of a config without names.
 *
 * @throws {GeneratorError} `usage` where there are several and none is named, or the name is not one of them.
 */
export function sessionPath(value: unknown, name: string | undefined): FieldPath {
  const sessions = valueAt(value, ['sessions'])
  const names = isFields(sessions) ? Object.keys(sessions) : []
  if (!isFields(sessions)) {
    if (name !== undefined) {
      throw usage(`--session ${name} is for a config of several sessions, and this has one`, 'Leave --session out')
    }
    return []
  }
  const [only, ...others] = names
  const chosen = name ?? (others.length === 0 ? only : undefined)
  if (chosen === undefined || !names.includes(chosen)) {
    const asked = name === undefined ? '--session is missing' : `There is no session '${name}'`
    throw usage(`${asked}: the config has ${listed(names)}`, 'Say which one by --session')
  }
  return ['sessions', chosen]
}

/**
 * The path to a field: `maxAge`, or `backend.prefix`.
 *
 * @param session What the config says of the session.
 * @throws {GeneratorError} `usage` for a field that there is not, with the nearest one that there is.
 */
export function fieldPath(session: unknown, words: string): FieldPath {
  const path = words.split('.')
  const [field = '', option] = path
  if (path.length === 1 && Object.hasOwn(FIELDS, field)) {
    return path
  }
  if (path.length === 2 && field === 'backend' && option !== undefined) {
    const backend = backendOf(session)
    const options = optionsOf(backend)
    if (backend === undefined || option === 'type' || Object.hasOwn(options, option)) {
      return path
    }
    throw unknownField(
      words,
      Object.keys(options).map((name) => `backend.${name}`),
    )
  }
  throw unknownField(words, Object.keys(FIELDS))
}

/** The backend that a session says, where there is one of that name. */
export function backendOf(session: unknown): BackendMeta | undefined {
  const name = backendNameOf(valueAt(session, ['backend']))
  return backends.find((backend) => backend.name === name)
}

/** The name that the value of `backend` says; the usual one where it says nothing. */
export function backendNameOf(written: unknown): unknown {
  return isFields(written) ? written['type'] : (written ?? sessionSchema.parse({}).backend)
}

/** The options of a backend's object form. */
export function optionsOf(backend: BackendMeta | undefined): Readonly<Record<string, z.ZodType>> {
  return backend?.options instanceof z.ZodObject ? (backend.options.shape as Record<string, z.ZodType>) : {}
}

/**
 * Words as the value of a field: the first reading that its schema takes, or the plain one, for the validation to refuse.
 *
 * @param before What the field says now: one word for a list stays a list.
 */
export function valueFor(session: unknown, path: FieldPath, words: readonly string[], before: unknown): Written {
  const [field = '', option] = path
  const schema = option === undefined ? FIELDS[field] : optionsOf(backendOf(session))[option]
  const readings = readingsOf(words, Array.isArray(before))
  const [plain = ''] = readings
  return readings.find((reading) => schema?.safeParse(reading).success === true) ?? plain
}

function readingsOf(words: readonly string[], wasList: boolean): readonly Written[] {
  const [word, ...others] = words
  if (word === undefined || others.length > 0) {
    return [words]
  }
  const number = /^-?\d+(\.\d+)?$/.test(word) ? [Number(word)] : []
  const boolean = word === 'true' || word === 'false' ? [word === 'true'] : []
  return wasList ? [[word], word] : [word, ...number, ...boolean, [word]]
}

function unknownField(words: string, known: readonly string[]): GeneratorError {
  // `cookie.sameSite`, as other libraries call it, is `sameSite` here.
  const last = words.split('.').at(-1) ?? ''
  const best = nearest(words, known) ?? nearest(last, known)
  return usage(
    `There is no field '${words}'${best === null ? '' : `. Did you mean '${best}'?`}`,
    known.length === 0 ? 'This backend has no options' : `There are ${known.join(', ')}`,
  )
}

export function usage(message: string, hint: string): GeneratorError {
  return new GeneratorError({ code: 'usage', message, hint })
}

export function listed(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(' and ')
}
