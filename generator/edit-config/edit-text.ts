// Edits the text of a config: its syntax says where, and everything else stays as it is.
import { isDeepStrictEqual } from 'node:util'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { exportedExpression, refuseBroken, unwrap } from '../config/config-syntax.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import type { ConfigEdit, FieldPath, Written } from './config-edit.ts'
import { appended, columnAt, indentAt, removed } from './list-items.ts'
import { Computed, computedError, locate, plainLiteral } from './locate.ts'
import { nameSession } from './name-session.ts'
import { type ConfigStyle, configStyleOf, printKey, printValue } from './print-value.ts'

/**
 * @param file Its name says the language.
 * @throws {GeneratorError} `config-computed` where a place is more than a literal, `config-broken` if the text does not parse.
 */
export function editText(file: string, text: string, edits: readonly ConfigEdit[]): string {
  return edits.reduce((before, edit) => {
    const after = editOnce(file, before, edit)
    // Of a list, what goes is taken out first: what is new comes behind that which is the last then.
    return edit.kind === 'set' && Array.isArray(edit.value) ? editOnce(file, after, edit) : after
  }, text)
}

function editOnce(file: string, text: string, edit: ConfigEdit): string {
  const source = compiler().createSourceFile(file, text, compiler().ScriptTarget.Latest, true)
  refuseBroken(file, source)
  const style = configStyleOf(source)
  try {
    const root = exportedExpression(source)
    if (root === undefined) {
      throw new Computed(source)
    }
    return applyEdits(text, editsFor(source, root, edit, style))
  } catch (error) {
    throw error instanceof Computed ? computedError(file, source, error.node, todoFor(edit, style)) : error
  }
}

function editsFor(source: ts.SourceFile, root: ts.Expression, edit: ConfigEdit, style: ConfigStyle): readonly Edit[] {
  switch (edit.kind) {
    case 'set':
      return setField(source, root, edit.path, edit.value, style)
    case 'unset':
      return unsetField(source, root, edit.path)
    case 'name': {
      const object = unwrap(source, root)
      if (!compiler().isObjectLiteralExpression(object)) {
        throw new Computed(object)
      }
      return [nameSession(source, object, edit.name, style)]
    }
  }
}

function setField(
  source: ts.SourceFile,
  root: ts.Expression,
  path: FieldPath,
  value: Written,
  style: ConfigStyle,
): readonly Edit[] {
  const { object, rest, property } = locate(source, root, path)
  const [name = '', ...below] = rest
  const whole = below.reduceRight<Written>((inner, step) => ({ [step]: inner }), value)
  if (property !== null) {
    return replaced(source, plainLiteral(property.initializer), whole, style)
  }
  const key = `${printKey(name, style)}: `
  const column = (indent: string): number => indent.length + key.length
  return appended(source, object, [(indent) => key + printValue(whole, style, indent, column(indent))], style)
}

function unsetField(source: ts.SourceFile, root: ts.Expression, path: FieldPath): readonly Edit[] {
  const { object, rest, property } = locate(source, root, path)
  return property === null || rest.length > 1 ? [] : removed(source, object, [property])
}

/** A list keeps the elements that stay, with their comments, unless their order changes. */
function replaced(source: ts.SourceFile, node: ts.Expression, value: Written, style: ConfigStyle): readonly Edit[] {
  if (compiler().isArrayLiteralExpression(node) && Array.isArray(value)) {
    return replacedItems(source, node, value as readonly Written[], style)
  }
  const start = node.getStart(source)
  const text = printValue(
    value,
    styleAt(source, node, style),
    indentAt(source.text, start),
    columnAt(source.text, start),
  )
  return [{ start, end: node.end, text }]
}

function replacedItems(
  source: ts.SourceFile,
  list: ts.ArrayLiteralExpression,
  values: readonly Written[],
  style: ConfigStyle,
): readonly Edit[] {
  const texts = list.elements.map((element) => (compiler().isStringLiteralLike(element) ? element.text : null))
  const stays = texts.map((text) => text !== null && values.includes(text))
  const kept = texts.filter((_, index) => stays[index])
  const isAppending = isDeepStrictEqual(kept, values.slice(0, kept.length))
  if (!isAppending || kept.length === 0) {
    const start = list.getStart(source)
    const own = styleAt(source, list, style)
    return [
      {
        start,
        end: list.end,
        text: printValue(values, own, indentAt(source.text, start), columnAt(source.text, start)),
      },
    ]
  }
  const gone = list.elements.filter((_, index) => stays[index] !== true)
  if (gone.length > 0) {
    return removed(source, list, gone)
  }
  const prints = values.slice(kept.length).map((value) => (): string => printValue(value, style, '', 0))
  return prints.length === 0 ? [] : appended(source, list, prints, style)
}

/** The quotes of what is replaced: a file may have both. */
function styleAt(source: ts.SourceFile, node: ts.Node, style: ConfigStyle): ConfigStyle {
  const quote = /["']/.exec(node.getText(source))?.[0]
  return quote === "'" || quote === '"' ? { ...style, quote } : style
}

/** What a person has to do where the text cannot be edited. */
function todoFor(edit: ConfigEdit, style: ConfigStyle): string {
  switch (edit.kind) {
    case 'set':
      return `Write \`${edit.path.join('.')}: ${printValue(edit.value, style, '', 0)}\` there`
    case 'unset':
      return `Take \`${edit.path.join('.')}\` out there`
    case 'name':
      return `Write \`sessions: { ${edit.name}: { … } }\` around what the session is there`
  }
}
