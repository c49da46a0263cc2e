// Turns a config of one session into one of several: its object moves inwards, and gets a name.
import type { ts } from 'ts-morph'
import type { Edit } from '../emit/specialise/edits.ts'
import { indentAt } from './list-items.ts'
import { type ConfigStyle, printKey } from './print-value.ts'

export function nameSession(
  source: ts.SourceFile,
  object: ts.ObjectLiteralExpression,
  name: string,
  style: ConfigStyle,
): Edit {
  const start = object.getStart(source)
  const outer = indentAt(source.text, start)
  const { indent, endOfLine } = style
  const [first = '', ...others] = source.text.slice(start, object.end).split(/\r?\n/)
  const moved = [first, ...others.map((line) => (line === '' ? '' : indent + indent + line))]
  const text = [
    '{',
    `${outer}${indent}sessions: {`,
    `${outer}${indent}${indent}${printKey(name, style)}: ${moved.join(endOfLine)},`,
    `${outer}${indent}},`,
    `${outer}}`,
  ].join(endOfLine)
  return { start, end: object.end, text }
}
