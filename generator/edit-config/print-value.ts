// Values as the source of a config writes them: in its quotes, with its spaces, on its lines.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { numberLiteral, propertyKey, stringLiteral } from '../emit/specialise/literal.ts'
import type { Written } from './config-edit.ts'

export interface ConfigStyle {
  readonly quote: "'" | '"'
  readonly endOfLine: '\n' | '\r\n'
  /** One step of indentation. */
  readonly indent: string
  /** `{ a: 1 }` rather than `{a: 1}`. */
  readonly hasSpacesInBraces: boolean
}

/** A line that is longer than this is broken. */
const MAX_COLUMNS = 80

export function configStyleOf(source: ts.SourceFile): ConfigStyle {
  const { text } = source
  const strings: string[] = []
  const visit = (node: ts.Node): void => {
    if (compiler().isStringLiteral(node)) {
      strings.push(node.getText(source).charAt(0))
    }
    compiler().forEachChild(node, visit)
  }
  visit(source)
  const doubles = strings.filter((quote) => quote === '"').length
  return {
    quote: doubles > strings.length - doubles ? '"' : "'",
    endOfLine: /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n',
    indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
    hasSpacesInBraces: !/\{(?=[^\s}])/.test(text),
  }
}

/** @param column Where the value will begin in its line, and `indent` what that line begins with. */
export function printValue(value: Written, style: ConfigStyle, indent: string, column: number): string {
  const line = onOneLine(value, style)
  return column + line.length <= MAX_COLUMNS || typeof value !== 'object' ? line : onLines(value, style, indent)
}

export function printKey(name: string, style: ConfigStyle): string {
  return quoted(propertyKey(name), style)
}

function onOneLine(value: Written, style: ConfigStyle): string {
  switch (typeof value) {
    case 'string':
      return quoted(stringLiteral(value), style)
    case 'number':
      return numberLiteral(value)
    case 'boolean':
      return String(value)
    case 'object': {
      const space = style.hasSpacesInBraces ? ' ' : ''
      const items = itemsOf(value, style).map(({ key, item }) => key + onOneLine(item, style))
      return isList(value) ? `[${items.join(', ')}]` : `{${space}${items.join(', ')}${space}}`
    }
  }
}

function onLines(value: object & Written, style: ConfigStyle, indent: string): string {
  const inner = indent + style.indent
  const lines = itemsOf(value, style).map(
    ({ key, item }) => `${inner}${key}${printValue(item, style, inner, inner.length + key.length)},`,
  )
  const [open, close] = isList(value) ? '[]' : '{}'
  return [open, ...lines, `${indent}${close}`].join(style.endOfLine)
}

function itemsOf(
  value: object & Written,
  style: ConfigStyle,
): readonly { readonly key: string; readonly item: Written }[] {
  return isList(value)
    ? value.map((item) => ({ key: '', item }))
    : Object.entries(value).map(([name, item]) => ({ key: `${printKey(name, style)}: `, item }))
}

function isList(value: Written): value is readonly Written[] {
  return Array.isArray(value)
}

/** Text that may be a string in single quotes, in the quotes of the file. */
function quoted(text: string, { quote }: ConfigStyle): string {
  if (quote === "'" || !text.startsWith("'")) {
    return text
  }
  const inner = text.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')
  return `"${inner}"`
}
