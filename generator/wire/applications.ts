// Finds where a file makes applications of a target, and what each is called from there on.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { bare, isGlobal, isOneOf, originOf, type Source, walk } from './source.ts'

export interface Application {
  readonly source: Source
  /** `express()`, with the methods that only narrow its type. */
  readonly made: ts.Expression
  /** What calls are made on: `app`, `this.app`; null where the application has no name, or has it after a chain of calls. */
  readonly receiver: string | null
  /** Made by a chain: `new Hono().get(…)`. */
  readonly isChained: boolean
  /** What makes and names it, in a list of statements: null where there is none to put another one behind. */
  readonly statement: ts.Statement | null
  /** By what names the file exports it; '' for its default. */
  readonly exportedAs: readonly string[]
}

export function findApplications(source: Source, wire: WireMeta): readonly Application[] {
  const found: Application[] = []
  walk(source.file, (node) => {
    if (isMaker(source, node, wire) || isExported(source, node, wire) || isExportedHandler(source, node, wire)) {
      found.push(applicationOf(source, node, wire))
    }
  })
  return found
}

/** Whether an object is what a file exports for a platform to start: `export default { fetch }`. */
function isExported({ file }: Source, node: ts.Node, { handlers }: WireMeta): node is ts.ObjectLiteralExpression {
  const member = handlers?.member ?? null
  if (member === null || !compiler().isObjectLiteralExpression(node) || memberOf(node, member) === null) {
    return false
  }
  const value = wrapped(node)
  const { parent } = value
  const name = compiler().isVariableDeclaration(parent) ? parent.name.getText() : null
  return compiler().isExportAssignment(parent) || (name !== null && exportsOf(file, name, value).includes(''))
}

/** Whether a function, or the name of one, is what a file exports for a platform to call: `export const handler = async () => …`. */
function isExportedHandler({ file }: Source, node: ts.Node, { handlers }: WireMeta): node is ts.Expression {
  const exported = handlers?.exported
  const isFunction =
    compiler().isArrowFunction(node) || compiler().isFunctionExpression(node) || compiler().isIdentifier(node)
  if (exported === undefined || !isFunction) {
    return false
  }
  const value = wrapped(node)
  const { parent } = value
  const isGiven =
    (compiler().isVariableDeclaration(parent) && parent.initializer === value) ||
    (isAssignment(parent) && parent.right === value)
  return isGiven && exportsOf(file, nameOf(value).receiver, value).includes(exported)
}

/** A member of an object, by name. */
export function memberOf(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | null {
  return object.properties.find((property) => property.name?.getText() === name) ?? null
}

/** Whether an expression is a call, or a `new`, that makes an application. */
export function isMaker(source: Source, node: ts.Node, wire: WireMeta): node is ts.CallExpression | ts.NewExpression {
  return (
    (compiler().isCallExpression(node) || compiler().isNewExpression(node)) &&
    wire.makers.some(
      (maker) =>
        maker.isClass === compiler().isNewExpression(node) &&
        (isOneOf(originOf(source, node.expression), maker) || isGlobal(source, node.expression, maker)),
    )
  )
}

/** The call that an expression is the object of: `a.b(…)` for `a`. */
export function chainedCall(node: ts.Expression): { readonly call: ts.CallExpression; readonly method: string } | null {
  const { parent } = node
  return compiler().isPropertyAccessExpression(parent) &&
    parent.expression === node &&
    compiler().isCallExpression(parent.parent)
    ? { call: parent.parent, method: parent.name.text }
    : null
}

function applicationOf(source: Source, maker: ts.Expression, wire: WireMeta): Application {
  let made = wrapped(maker)
  for (
    let next = chainedCall(made);
    next !== null && wire.passThrough.includes(next.method);
    next = chainedCall(made)
  ) {
    made = wrapped(next.call)
  }
  let value = made
  if (wire.chains !== false) {
    for (let next = chainedCall(value); next !== null; next = chainedCall(value)) {
      value = wrapped(next.call)
    }
  }
  const isChained = value !== made
  const { receiver, statement } = nameOf(value)
  return { source, made, receiver, isChained, statement, exportedAs: exportsOf(source.file, receiver, value) }
}

/** With the parentheses and types around it. */
function wrapped(node: ts.Expression): ts.Expression {
  const { parent } = node
  return compiler().isExpression(parent) && !compiler().isIdentifier(parent) && bare(parent) === bare(node)
    ? wrapped(parent)
    : node
}

/** Follows `const app = module.exports = express()` outwards. */
function nameOf(value: ts.Expression): Pick<Application, 'receiver' | 'statement'> {
  const { parent } = value
  if (compiler().isVariableDeclaration(parent) && compiler().isIdentifier(parent.name)) {
    return { receiver: parent.name.text, statement: statementOf(parent.parent.parent) }
  }
  if (compiler().isPropertyDeclaration(parent)) {
    return { receiver: `this.${parent.name.getText()}`, statement: null }
  }
  if (isAssignment(parent) && parent.right === value) {
    const { receiver, statement } = nameOf(wrapped(parent))
    const isNamed = compiler().isIdentifier(parent.left) || compiler().isPropertyAccessExpression(parent.left)
    return { receiver: receiver ?? (isNamed ? parent.left.getText() : null), statement }
  }
  return { receiver: null, statement: statementOf(parent) }
}

function statementOf(node: ts.Node): ts.Statement | null {
  return (compiler().isVariableStatement(node) || compiler().isExpressionStatement(node)) &&
    statementsAround(node) !== null
    ? node
    : null
}

/** The list that a statement stands in; null for the only statement of an `if` without braces. */
export function statementsAround({ parent }: ts.Statement): readonly ts.Statement[] | null {
  return compiler().isSourceFile(parent) ||
    compiler().isBlock(parent) ||
    compiler().isModuleBlock(parent) ||
    compiler().isCaseOrDefaultClause(parent)
    ? parent.statements
    : null
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return compiler().isBinaryExpression(node) && node.operatorToken.kind === compiler().SyntaxKind.EqualsToken
}

function exportsOf(file: ts.SourceFile, name: string | null, value: ts.Expression): readonly string[] {
  const isIt = (node: ts.Expression): boolean => node === value || (name !== null && bare(node).getText() === name)
  const found: string[] = []
  for (const statement of file.statements) {
    if (compiler().isExportAssignment(statement) && isIt(statement.expression)) {
      found.push('')
    } else if (
      compiler().isExportDeclaration(statement) &&
      statement.exportClause !== undefined &&
      !statement.moduleSpecifier
    ) {
      const elements = compiler().isNamedExports(statement.exportClause) ? statement.exportClause.elements : []
      found.push(
        ...elements
          .filter((element) => (element.propertyName ?? element.name).text === name)
          .map(({ name: as }) => as.text),
      )
    } else if (compiler().isVariableStatement(statement) && hasExport(statement) && name !== null) {
      const names = statement.declarationList.declarations.map((declaration) => declaration.name.getText())
      found.push(...names.filter((declared) => declared === name))
    }
  }
  walk(file, (node) => {
    if (isAssignment(node) && (isIt(node.right) || (isAssignment(node.right) && isIt(node.right.right)))) {
      found.push(...commonJsName(node.left.getText()))
    } else if (isAssignment(node) && node.left.getText() === 'module.exports') {
      found.push(...membersOf(node.right).filter((member) => member === name))
    }
  })
  return found.map((exported) => (exported === 'default' ? '' : exported))
}

function hasExport(statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === compiler().SyntaxKind.ExportKeyword) ?? false
}

function commonJsName(target: string): readonly string[] {
  const member = /^(?:module\.)?exports(?:\.(\w+))?$/.exec(target)
  return member === null ? [] : [member[1] ?? '']
}

/** The short-hand members of `module.exports = { app }`. */
function membersOf(node: ts.Expression): readonly string[] {
  return compiler().isObjectLiteralExpression(node)
    ? node.properties.flatMap((property) =>
        compiler().isShorthandPropertyAssignment(property) ? [property.name.text] : [],
      )
    : []
}
