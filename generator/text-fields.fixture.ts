// Every field of a config that takes a text, found in the schema itself: a new one is among them before anybody thinks of it.
import type { z } from 'zod'
import { backends } from '../templates/registry.ts'
import { sessionSchema } from './config/schema.ts'

export interface TextField {
  /** `key`, `backend.prefix`. */
  readonly name: string
  /** Whether any text may be right: false for a choice of few words. */
  readonly isFree: boolean
  /** A session with the text in this field, and nothing else. */
  withText(text: string): Readonly<Record<string, unknown>>
}

/** What zod says of a schema; the members that are not there are undefined. */
interface Definition {
  readonly type: string
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

type Wrap = (text: string) => unknown

/** The ways to put a text into a value of this schema; of a choice of words, one that is not free. */
function waysInto(schema: z.ZodType): readonly { readonly wrap: Wrap; readonly isFree: boolean }[] {
  const { type, innerType, in: input, element, options } = schema.def as unknown as Definition
  if (type === 'string') {
    return [{ wrap: (text) => text, isFree: true }]
  } else if (type === 'enum' || type === 'literal') {
    return [{ wrap: (text) => text, isFree: false }]
  } else if (element !== undefined) {
    return waysInto(element).map(({ wrap, isFree }) => ({ wrap: (text) => [wrap(text)], isFree }))
  }
  return [innerType, input, ...(options ?? [])].flatMap((inner) => (inner === undefined ? [] : waysInto(inner)))
}

function fieldsOf(shape: object, prefix: string, around: (field: Record<string, unknown>) => object): TextField[] {
  return Object.entries(shape as Record<string, z.ZodType>).flatMap(([name, schema]) =>
    waysInto(schema).map(({ wrap, isFree }) => ({
      name: prefix + name,
      isFree,
      withText: (text) => ({ ...around({ [name]: wrap(text) }) }),
    })),
  )
}

/** Of a backend, its options. */
function optionsOf(backend: (typeof backends)[number]): TextField[] {
  const { shape } = backend.options as unknown as z.ZodObject
  return fieldsOf(shape, `backend ${backend.name}.`, (option) => ({ backend: { type: backend.name, ...option } }))
}

export const textFields: readonly TextField[] = [
  ...fieldsOf(sessionSchema.shape, '', (field) => field),
  ...backends.flatMap(optionsOf),
]
