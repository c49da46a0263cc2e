// How large valid data can be as JSON.
import type { ObjectShape, Shape } from './shape.ts'

/** JSON writes a control character as `\u0000`. */
const BYTES_PER_UNIT = 6
/** `-1.2345678901234567e-308` */
const NUMBER_BYTES = 24
const INTEGER_BYTES = 17

/** @returns The bytes of each field with its name, largest first; Infinity where the schema sets no bound. */
export function largestFields({ fields }: ObjectShape): readonly { readonly name: string; readonly bytes: number }[] {
  return fields
    .map(({ name, shape }) => ({ name, bytes: byteLength(name) + 2 + largest(shape) }))
    .toSorted((a, b) => b.bytes - a.bytes)
}

function largest(shape: Shape): number {
  switch (shape.kind) {
    case 'string':
      return 2 + BYTES_PER_UNIT * shape.longest
    case 'number':
      return shape.isInteger ? INTEGER_BYTES : NUMBER_BYTES
    case 'boolean':
      return 'false'.length
    case 'unknown':
    case 'record':
      return Infinity
    case 'literal':
      return Math.max(...shape.values.map(byteLength))
    case 'array':
      return 2 + (shape.max === 0 ? 0 : shape.max * (largest(shape.element) + 1))
    case 'object':
      return 2 + largestFields(shape).reduce((sum, { bytes }) => sum + bytes, 0)
    case 'union':
      return Math.max(...shape.options.map(largest))
  }
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
