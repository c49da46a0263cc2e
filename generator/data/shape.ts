// What a session holds, as the config's zod schema says it: the part of zod that JSON can hold and that code without zod can check.

export type Shape =
  | StringShape
  | NumberShape
  | { readonly kind: 'boolean' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'literal'; readonly values: readonly Literal[] }
  | { readonly kind: 'array'; readonly element: Shape; readonly min: number; readonly max: number }
  | ObjectShape
  | { readonly kind: 'record'; readonly value: Shape }
  | { readonly kind: 'union'; readonly options: readonly Shape[] }

export type Literal = string | number | boolean | null

export interface StringShape {
  readonly kind: 'string'
  /** In UTF-16 units, as `length` counts. */
  readonly min: number
  readonly max: number
  /** How long a valid text can be: a format may say more than `max`. */
  readonly longest: number
  readonly patterns: readonly RegExp[]
  readonly prefixes: readonly string[]
  readonly suffixes: readonly string[]
}

export interface NumberShape {
  readonly kind: 'number'
  readonly isInteger: boolean
  readonly bounds: readonly { readonly operator: '>' | '>=' | '<' | '<='; readonly value: number }[]
}

export interface ObjectShape {
  readonly kind: 'object'
  readonly fields: readonly Field[]
  /** What it says of other fields: that there are none, that there may be some, or nothing. */
  readonly others: 'refused' | 'allowed' | 'unknown'
}

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly isOptional: boolean
  /** Its description in the schema; empty where there is none. */
  readonly description: string
}

/** Something of the schema that no code without zod can check, or no JSON can hold. */
export interface ShapeProblem {
  /** From the schema: the names of fields, and `[]` for the elements of a list. */
  readonly path: readonly string[]
  readonly message: string
}
