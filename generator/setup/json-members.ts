// Puts members into a JSON text where they belong, and leaves every other byte as it is.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'

/** How the text is written: read off what is there. */
interface JsonStyle {
  readonly endOfLine: '\n' | '\r\n'
  readonly indent: string
  /** Between a name's colon and its value. */
  readonly space: string
}

/**
 * Adds a member to an object that stands at the top of the text; where there is no such object, it is put in behind
 * `neighbour`, or at the end.
 *
 * @returns The text with one insertion; null if it holds no object, or something else by the name of the section.
 */
export function addMember(text: string, section: string, name: string, value: string, neighbour = ''): string | null {
  const root = rootOf(text)
  if (root === null) {
    return null
  }
  const style = styleOf(text, root)
  const found = memberOf(root, section)?.initializer
  if (found !== undefined) {
    return compiler().isObjectLiteralExpression(found)
      ? insertInto(text, found, style, { name, value: JSON.stringify(value), after: sortedPlace(found, name) })
      : null
  }
  const entry = `${JSON.stringify(name)}:${style.space}${JSON.stringify(value)}`
  const isOnLines = text.slice(root.getStart(), root.end).includes('\n') || root.properties.length === 0
  const { endOfLine, indent } = style
  const object = isOnLines
    ? `{${endOfLine}${indent}${indent}${entry}${endOfLine}${indent}}`
    : `{${style.space}${entry}${style.space}}`
  return insertInto(text, root, style, { name: section, value: object, after: memberOf(root, neighbour) })
}

/** The texts by name of an object at the top; empty where there is none. */
export function membersOf(text: string, section: string): ReadonlyMap<string, string> {
  const root = rootOf(text)
  const found = root === null ? undefined : memberOf(root, section)?.initializer
  const properties: readonly ts.ObjectLiteralElementLike[] =
    found !== undefined && compiler().isObjectLiteralExpression(found) ? found.properties : []
  return new Map(
    properties
      .filter(isMember)
      .map(({ name, initializer }) => [
        name.text,
        compiler().isStringLiteral(initializer) ? initializer.text : initializer.getText(),
      ]),
  )
}

interface Insertion {
  readonly name: string
  readonly value: string
  /** Undefined: behind the last one. */
  readonly after: ts.ObjectLiteralElementLike | null | undefined
}

function insertInto(
  text: string,
  object: ts.ObjectLiteralExpression,
  { endOfLine, indent, space }: JsonStyle,
  { name, value, after }: Insertion,
): string {
  const entry = `${JSON.stringify(name)}:${space}${value}`
  const open = object.getStart() + 1
  const [first] = object.properties
  if (first === undefined) {
    const outer = indentAt(text, object.getStart())
    return splice(text, open, object.end - 1, `${endOfLine}${outer}${indent}${entry}${endOfLine}${outer}`)
  }
  const isOnLines = text.slice(open, first.getStart()).includes('\n')
  const separator = isOnLines ? endOfLine + indentAt(text, first.getStart()) : space
  if (after === null) {
    return splice(text, first.getStart(), first.getStart(), `${entry},${separator}`)
  }
  const last = after ?? object.properties.at(-1) ?? first
  return splice(text, last.end, last.end, `,${separator}${entry}`)
}

/** Behind which member a name goes where they are sorted; null for the front, undefined where they are not. */
function sortedPlace(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | null | undefined {
  const names = object.properties.filter(isMember).map((member) => member.name.text)
  const isSorted = names.every((each, index) => index === 0 || (names[index - 1] ?? '') < each)
  return isSorted && names.length > 1
    ? (object.properties.filter((member) => isMember(member) && member.name.text < name).at(-1) ?? null)
    : undefined
}

function rootOf(text: string): ts.ObjectLiteralExpression | null {
  const file = compiler().createSourceFile(
    'package.json',
    text,
    compiler().ScriptTarget.JSON,
    true,
  ) as ts.JsonSourceFile
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly unknown[] }
  const root = file.statements[0]?.expression
  return root !== undefined && compiler().isObjectLiteralExpression(root) && parseDiagnostics.length === 0 ? root : null
}

function memberOf(object: ts.ObjectLiteralExpression, name: string): Member | undefined {
  return object.properties.filter(isMember).findLast((member) => member.name.text === name)
}

interface Member extends ts.PropertyAssignment {
  readonly name: ts.StringLiteral
}

function isMember(node: ts.ObjectLiteralElementLike): node is Member {
  return compiler().isPropertyAssignment(node) && compiler().isStringLiteral(node.name)
}

function styleOf(text: string, root: ts.ObjectLiteralExpression): JsonStyle {
  const [first] = root.properties.filter(isMember)
  const indent = first === undefined ? '' : indentAt(text, first.getStart())
  return {
    endOfLine: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indent === '' ? '  ' : indent,
    space: first === undefined || /:\s/.test(text.slice(first.name.end, first.initializer.getStart())) ? ' ' : '',
  }
}

function indentAt(text: string, position: number): string {
  const start = text.lastIndexOf('\n', position - 1) + 1
  return /^\uFEFF?([ \t]*)/.exec(text.slice(start, position))?.[1] ?? ''
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end)
}
