// Puts an item into an object or a list literal, or takes one out: the text around it stays as its author wrote it.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { Edit } from '../emit/specialise/edits.ts'
import { removal } from '../emit/specialise/trivia.ts'
import type { ConfigStyle } from './print-value.ts'

/** Prints an item that stands on a line with this indentation; at the end of a line that has others, `indent` is theirs. */
export type PrintItem = (indent: string) => string

type ListNode = ts.ObjectLiteralExpression | ts.ArrayLiteralExpression

/** Puts items behind the last one. */
export function appended(
  source: ts.SourceFile,
  list: ListNode,
  prints: readonly PrintItem[],
  style: ConfigStyle,
): readonly Edit[] {
  const items: ts.NodeArray<ts.Node> = itemsOf(list)
  const last = items.at(-1)
  if (last === undefined) {
    return [intoEmpty(source, list, prints, style)]
  }
  const { text } = source
  const indent = indentAt(text, last.getStart(source))
  const commaEnd = items.hasTrailingComma ? items.end : last.end
  const restOfLine = /^(?:[ \t]*\/\*[^\n]*?\*\/)*[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n)/.exec(text.slice(commaEnd))?.[0]
  if (!startsLine(source, last) || restOfLine === undefined) {
    return [insertion(last.end, prints.map((print) => `, ${print(indent)}`).join(''))]
  }
  const lines = prints.map((print) => style.endOfLine + indent + print(indent))
  const comma = items.hasTrailingComma ? ',' : ''
  return [
    ...(items.hasTrailingComma ? [] : [insertion(last.end, ',')]),
    insertion(commaEnd + restOfLine.length, lines.join(',') + comma),
  ]
}

/** Takes items out, with the comments that belong to them. A list that ends without a comma still does. */
export function removed(source: ts.SourceFile, list: ListNode, gone: readonly ts.Node[]): readonly Edit[] {
  const items: ts.NodeArray<ts.Node> = itemsOf(list)
  const lastKept = items.findLastIndex((item) => !gone.includes(item))
  return gone.flatMap((item) => {
    if (startsLine(source, item) || items.indexOf(item) < lastKept) {
      return [...commaBefore(items, lastKept), removal(source, item, true)]
    }
    const kept = items[lastKept]
    return kept === undefined
      ? [{ start: list.getStart(source) + 1, end: list.end - 1, text: '' }]
      : [{ start: kept.end, end: item.end, text: '' }]
  })
}

/** The comma behind the last item that stays, where the last one of all has none. */
function commaBefore(items: ts.NodeArray<ts.Node>, lastKept: number): readonly Edit[] {
  const next = items[lastKept + 1]
  return items.hasTrailingComma === true || next === undefined || lastKept === -1
    ? []
    : [{ start: next.pos - 1, end: next.pos, text: '' }]
}

function intoEmpty(source: ts.SourceFile, list: ListNode, prints: readonly PrintItem[], style: ConfigStyle): Edit {
  const start = list.getStart(source) + 1
  const end = list.end - 1
  const inner = source.text.slice(start, end)
  const outer = indentAt(source.text, list.getStart(source))
  if (inner.includes('\n')) {
    const indent = outer + style.indent
    const lines = prints.map((print) => `${style.endOfLine}${indent}${print(indent)},`)
    return { start, end, text: `${inner.trimEnd()}${lines.join('')}${style.endOfLine}${outer}` }
  }
  const space = compiler().isObjectLiteralExpression(list) && style.hasSpacesInBraces ? ' ' : ''
  const comment = inner.trim()
  const printed = prints.map((print) => print(outer)).join(', ')
  return { start, end, text: `${space}${comment === '' ? '' : `${comment} `}${printed}${space}` }
}

/** The white space that the line of a position begins with. */
export function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start))?.[1] ?? ''
}

/** Where in its line a position stands. */
export function columnAt(text: string, position: number): number {
  return position - (text.lastIndexOf('\n', position - 1) + 1)
}

function itemsOf(list: ListNode): ts.NodeArray<ts.Node> {
  return compiler().isObjectLiteralExpression(list) ? list.properties : list.elements
}

function startsLine(source: ts.SourceFile, node: ts.Node): boolean {
  const start = node.getStart(source)
  return source.text
    .slice(0, start)
    .replace(/(?:\/\*[^\n]*?\*\/[ \t]*)+$/, '')
    .endsWith(`\n${indentAt(source.text, start)}`)
}

function insertion(position: number, text: string): Edit {
  return { start: position, end: position, text }
}
