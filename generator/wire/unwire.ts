// Takes out what was put in: exactly that, or nothing.
import type { ts } from 'ts-morph'
import { backends, targets } from '../../templates/registry.ts'
import { compiler } from '../compiler.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { removal } from '../emit/specialise/trivia.ts'
import { statementsAround } from './applications.ts'
import { namesIn } from './names.ts'
import type { WiringRecord } from './record.ts'
import { readImports } from './snippet.ts'
import { isBroken, parseSource, walk } from './source.ts'

/**
 * @returns The text without it, as it was before byte for byte, unless a formatter has been there since. Null if a part of it
 *   was changed, stands there twice, or is used by other lines: what is to go by hand then is `record.insertions`.
 */
export function unwire(text: string, record: WiringRecord): string | null {
  return takeOut(text, record)?.text ?? null
}

/** Also tells where in the remaining text each insertion was. */
export function takeOut(
  text: string,
  { path, insertions, driver }: WiringRecord,
): { readonly text: string; readonly positions: readonly number[] } | null {
  if (!areOurs(insertions, driver)) {
    return null
  }
  const found = insertions.map(
    (insertion) =>
      exactly(text, insertion) ??
      reformatted(path, text, insertion) ??
      around(path, text, insertion) ??
      inList(path, text, insertion),
  )
  if (!found.every((edits) => edits !== null)) {
    return null
  }
  const edits = found.flat()
  const rest = applyEdits(text, edits)
  const before = (position: number): number =>
    edits.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, position) - start), 0)
  const positions = found.map(([first]) => (first === undefined ? 0 : first.start - before(first.start)))
  return isBroken(path, rest) || leavesNamesBehind(path, insertions, rest) ? null : { text: rest, positions }
}

/** The one place of an insertion, whatever the line ends are. */
function exactly(text: string, insertion: string): readonly Edit[] | null {
  const lines = insertion.split('\n').map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const isWholeLines = insertion.endsWith('\n')
  const pattern = new RegExp(`${isWholeLines ? '(?<=^\\uFEFF?|\\n)' : ''}${lines.join('\\r?\\n')}`, 'g')
  const [match, ...others] = text.matchAll(pattern)
  return match === undefined || others.length > 0
    ? null
    : [{ start: match.index, end: match.index + match[0].length, text: '' }]
}

/** The statements of an insertion, each the only one of its tokens. */
function reformatted(path: string, text: string, insertion: string): readonly Edit[] | null {
  const wanted = parse(path, insertion).statements.map(tokensOf)
  const file = parse(path, text)
  const edits: Edit[] = []
  for (const tokens of wanted) {
    const found: ts.Statement[] = []
    walk(file, (node) => {
      if (compiler().isStatement(node) && statementsAround(node) !== null && tokensOf(node) === tokens) {
        found.push(node)
      }
    })
    const [statement, ...others] = found
    if (statement === undefined || others.length > 0) {
      return null
    }
    edits.push(removal(file, statement))
  }
  return edits.map((edit, index) => (index === 0 && insertion.startsWith('\n') ? withBlankLineAbove(text, edit) : edit))
}

/**
 * A call around a function: what stands before the function, and what stands behind it. In an object, a function of the member's own
 * name is a method again, and the name of one stands for the member; a constant of its name is a declaration again. The function
 * may be the last of two: `sequence(sessions(), handle)`, remembered as `sequence(sessions())`.
 */
function around(path: string, text: string, insertion: string): readonly Edit[] | null {
  const [statement] = parse(path, insertion).statements
  const wanted = statement !== undefined && compiler().isExpressionStatement(statement) ? statement.expression : null
  if (wanted === null || !compiler().isCallExpression(wanted) || wanted.arguments.length > 1) {
    return null
  }
  const before = [wanted.expression, ...wanted.arguments].map(tokensOf)
  const found: Edit[][] = []
  walk(parse(path, text), (node) => {
    const handler = compiler().isCallExpression(node) ? node.arguments.at(-1) : undefined
    if (compiler().isCallExpression(node) && handler !== undefined) {
      const others = [node.expression, ...node.arguments.slice(0, -1)].map(tokensOf)
      if (others.length === before.length && others.every((tokens, index) => tokens === before[index])) {
        found.push(withoutCall(node, handler))
      }
    }
  })
  const [edits, ...more] = found
  return edits === undefined || more.length > 0 ? null : edits
}

/** A call, or its name, that is an element of a list, with the comma behind it. */
function inList(path: string, text: string, insertion: string): readonly Edit[] | null {
  const [wanted, ...more] = listsIn(parse(path, `[${insertion}]`)).flatMap(({ elements }) => [...elements])
  if (
    wanted === undefined ||
    more.length > 0 ||
    !(compiler().isCallExpression(wanted) || compiler().isIdentifier(wanted))
  ) {
    return null
  }
  const found = listsIn(parse(path, text)).flatMap(({ elements }) =>
    elements.flatMap((element, index): Edit[] => {
      const end = elements[index + 1]?.getStart() ?? element.end
      return tokensOf(element) === tokensOf(wanted) ? [{ start: element.getStart(), end, text: '' }] : []
    }),
  )
  return found.length === 1 ? found : null
}

function listsIn(file: ts.SourceFile): readonly ts.ArrayLiteralExpression[] {
  const lists: ts.ArrayLiteralExpression[] = []
  walk(file, (node) => {
    if (compiler().isArrayLiteralExpression(node)) {
      lists.push(node)
    }
  })
  return lists
}

function withoutCall(call: ts.CallExpression, handler: ts.Expression): Edit[] {
  const cut = (start: number, end: number): Edit => ({ start, end, text: '' })
  const member = compiler().isPropertyAssignment(call.parent) ? call.parent : null
  if (member !== null && compiler().isIdentifier(handler) && handler.text === member.name.getText()) {
    return [cut(member.name.end, call.end)]
  }
  const behind = cut(handler.end, call.end)
  if (member !== null && compiler().isFunctionExpression(handler) && handler.name?.text === member.name.getText()) {
    const keyword = handler.getChildren().find(({ kind }) => kind === compiler().SyntaxKind.FunctionKeyword)
    return [
      cut(member.getStart(), handler.getStart()),
      ...(keyword === undefined ? [] : [cut(keyword.getStart(), handler.name.getStart())]),
      behind,
    ]
  }
  const constant = compiler().isVariableDeclaration(call.parent) && isOnlyDeclaration(call.parent) ? call.parent : null
  if (constant !== null && compiler().isFunctionExpression(handler) && handler.name?.text === constant.name.getText()) {
    return [cut(constant.parent.getStart(), handler.getStart()), cut(handler.end, constant.parent.parent.end)]
  }
  return [cut(call.getStart(), handler.getStart()), behind]
}

/** With nothing that would go with its `const`: another one, or a type. */
function isOnlyDeclaration({ parent, type }: ts.VariableDeclaration): boolean {
  return compiler().isVariableDeclarationList(parent) && parent.declarations.length === 1 && type === undefined
}

function withBlankLineAbove(text: string, edit: Edit): Edit {
  const above = /(?<=\n)[ \t]*\r?\n$/.exec(text.slice(0, edit.start))?.[0] ?? ''
  return { ...edit, start: edit.start - above.length }
}

/** What a formatter leaves alone: not quotes, semicolons, commas at the end, line breaks, and parentheses around one parameter. */
function tokensOf(node: ts.Node): string {
  const tokens: string[] = []
  const visit = (inner: ts.Node): void => {
    const children = inner.getChildren()
    if (children.length > 0 && !compiler().isStringLiteral(inner)) {
      children.forEach(visit)
    } else if (compiler().isStringLiteral(inner)) {
      tokens.push(JSON.stringify(inner.text))
    } else if (inner.getText() !== '') {
      tokens.push(inner.getText())
    }
  }
  visit(node)
  return tokens
    .filter((token, index) => token !== ';' && !(token === ',' && /^[)}\]]$/.test(tokens[index + 1] ?? '')))
    .join(' ')
    .replaceAll(/\( (\w+) \) =>/g, '$1 =>')
}

/** Whether something else still uses what the insertions declared. */
function leavesNamesBehind(path: string, insertions: readonly string[], rest: string): boolean {
  const names = insertions.flatMap((insertion) => declaredIn(parse(path, insertion)))
  const left = namesIn(parse(path, rest))
  const declared = new Set(declaredIn(parse(path, rest)))
  return names.some((name) => left.has(name) && !declared.has(name))
}

function declaredIn(file: ts.SourceFile): readonly string[] {
  const names: string[] = []
  walk(file, (node) => {
    const isDeclaration =
      compiler().isVariableDeclaration(node) ||
      compiler().isBindingElement(node) ||
      compiler().isImportSpecifier(node) ||
      compiler().isImportEqualsDeclaration(node)
    if (isDeclaration && compiler().isIdentifier(node.name)) {
      names.push(node.name.text)
    }
  })
  return names
}

/** The modules of the functions that run others in turn, or make a middleware of one. */
const COMPOSERS = targets.flatMap(({ wire }) => wire.hook?.compose?.module ?? wire.options?.module ?? [])

/** What a driver stands on: the modules that are imported beside it. */
const besideDriver = (driver: string | null): readonly string[] =>
  backends
    .flatMap(({ clients = [], client }) => clients.map((name) => client?.({ client: name })?.import ?? ''))
    .map((lines) => readImports(lines).map(({ module }) => module))
    .flatMap(([first, ...beside]) => (first === driver ? beside : []))

/** Whether texts can be ones that were put in here: imports of the code and of the driver, and statements about what these name. */
function areOurs(insertions: readonly string[], driver: string | null): boolean {
  const known = [driver, ...besideDriver(driver), ...COMPOSERS]
  const files = insertions.map((text) => parse('insertion.ts', text.replace(/^\s*\./, 'application.')))
  const names = files.flatMap(declaredIn)
  const modules = files.flatMap((file) => [...parseSource(file.fileName, file.text).bindings.values()])
  const isOwn = (statement: ts.Statement): boolean =>
    compiler().isImportDeclaration(statement) ||
    compiler().isImportEqualsDeclaration(statement) ||
    compiler().isVariableStatement(statement) ||
    compiler().isExportAssignment(statement) ||
    // A member of an object that stands by itself is read as a label.
    ((compiler().isExpressionStatement(statement) ||
      compiler().isIfStatement(statement) ||
      compiler().isLabeledStatement(statement)) &&
      usesOneOf(statement, names))
  return (
    modules.every(({ module }) => known.includes(module) || /^\.{1,2}\/.*\/index(\.m?[jt]s)?$/.test(module)) &&
    files.flatMap(({ statements }) => [...statements]).every(isOwn)
  )
}

function usesOneOf(node: ts.Node, names: readonly string[]): boolean {
  return (
    (compiler().isIdentifier(node) && names.includes(node.text)) ||
    (compiler().forEachChild(node, (child) => usesOneOf(child, names)) ?? false)
  )
}

function parse(path: string, text: string): ts.SourceFile {
  return compiler().createSourceFile(path, text, compiler().ScriptTarget.Latest, true)
}
