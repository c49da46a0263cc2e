// Where in an application's code the call belongs: before what could use a session, behind what comes first anyway.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { type Application, chainedCall, statementsAround } from './applications.ts'
import { fillsEnvironment, isFirst, isSetting } from './comes-first.ts'
import { type Handler, handlersOf } from './handlers.ts'
import { bare, lineOf, type Source, walk } from './source.ts'

export type Place =
  | {
      readonly kind: 'statement'
      readonly receiver: string
      readonly method: string
      readonly after: ts.Statement
      /** The calls beside it are awaited, or what makes the application is, or this one has to be. */
      readonly isAwaited: boolean
    }
  /** In a chain of calls; `before` is the statement that the chain stands in. */
  | { readonly kind: 'chain'; readonly method: string; readonly after: ts.Expression; readonly before: ts.Statement }
  /** Around the function that handles the requests; `before` is the statement that it stands in. */
  | { readonly kind: 'around'; readonly handler: Handler; readonly before: ts.Statement }
  | { readonly kind: 'none'; readonly why: string; readonly where: string }

export function placeOf(application: Application, wire: WireMeta): Place {
  const { source, made, receiver, statement, isChained } = application
  const { method } = wire
  if (method === null) {
    return aroundHandler(application, wire)
  }
  if (isChained || wire.chains === 'always') {
    return { kind: 'chain', method, after: lastLink(application, wire), before: enclosingStatement(made) }
  }
  if (receiver === null) {
    const why = `${made.getText()} has no name there to call \`${method}\` on`
    return { kind: 'none', why, where: `once what line ${lineOf(source.file, made.getStart())} makes has a name` }
  }
  if (statement === null) {
    const why = `${receiver} is not made by a statement of its own, which another one could follow`
    const isMember = receiver.startsWith('this.')
    return {
      kind: 'none',
      why,
      where: isMember ? 'in the constructor' : `behind line ${lineOf(source.file, made.end)}`,
    }
  }
  const list = statementsAround(statement) ?? []
  return {
    kind: 'statement',
    receiver,
    method,
    after: lastOfFirst(source, receiver, statement, list.slice(list.indexOf(statement) + 1), wire),
    isAwaited:
      wire.isAwaitable === 'always' ||
      (wire.isAwaitable && (isAwaited(made) || list.some((other) => isAwaitedCall(other, receiver, method)))),
  }
}

function aroundHandler(application: Application, wire: WireMeta): Place {
  const { source, made } = application
  const [handler, ...others] = handlersOf(application, wire)
  if (
    handler !== undefined &&
    others.length === 0 &&
    !(compiler().isMethodDeclaration(handler) && needsItsObject(handler))
  ) {
    return { kind: 'around', handler, before: enclosingStatement(handler) }
  }
  const line = lineOf(source.file, made.getStart())
  const why =
    handler === undefined
      ? `what line ${line} makes is not given the function that handles its requests there`
      : others.length > 0
        ? `several functions handle the requests of what line ${line} makes`
        : `what handles the requests, on line ${lineOf(source.file, handler.getStart())}, is a method that no other function can stand for`
  const where =
    others.length > 0 ? 'around those that use the session' : 'around the function that handles the requests'
  return { kind: 'none', why, where }
}

/** Whether a method is more than a function with a name: it uses `this`, yields, or its name is computed. */
function needsItsObject(method: ts.MethodDeclaration): boolean {
  let usesThis = false
  walk(method, (node) => {
    usesThis ||= node.kind === compiler().SyntaxKind.ThisKeyword || node.kind === compiler().SyntaxKind.SuperKeyword
  })
  return (
    usesThis || method.asteriskToken !== undefined || !compiler().isIdentifier(method.name) || method.body === undefined
  )
}

/** The last of the statements that come first, of those that follow the application. */
function lastOfFirst(
  source: Source,
  receiver: string,
  made: ts.Statement,
  following: readonly ts.Statement[],
  wire: WireMeta,
): ts.Statement {
  const names = namesOf(source.file, receiver)
  let last = made
  for (const statement of following) {
    const kind = kindOf(source, statement, receiver, names, wire)
    if (kind === 'stop') {
      break
    }
    last = kind === 'first' ? statement : last
  }
  return last
}

/** 'first' comes before the sessions, 'apart' has nothing to do with the application, and what comes at a 'stop' may use a session. */
type Kind = 'first' | 'apart' | 'stop'

function kindOf(
  source: Source,
  statement: ts.Statement,
  receiver: string,
  names: ReadonlySet<string>,
  wire: WireMeta,
): Kind {
  if (compiler().isIfStatement(statement)) {
    const branches = [statement.thenStatement, ...(statement.elseStatement ? [statement.elseStatement] : [])]
    const inner = branches.flatMap((branch) => (compiler().isBlock(branch) ? [...branch.statements] : [branch]))
    const kinds = inner.map((each) => kindOf(source, each, receiver, names, wire))
    return kinds.includes('stop') ? 'stop' : kinds.includes('first') ? 'first' : 'apart'
  }
  if (compiler().isExpressionStatement(statement)) {
    const expression = bare(statement.expression)
    if (isSetting(source, expression, receiver, wire) || fillsEnvironment(source, expression)) {
      return 'first'
    }
  }
  const ends =
    compiler().isReturnStatement(statement) ||
    compiler().isThrowStatement(statement) ||
    compiler().isBreakStatement(statement)
  return ends || (runs(statement) && mentions(statement, names)) ? 'stop' : 'apart'
}

/** The last of the links that come first, of a chain that begins with the application. */
function lastLink({ source, made }: Application, wire: WireMeta): ts.Expression {
  let last = made
  for (let next = chainedCall(made); next !== null; next = chainedCall(next.call)) {
    if (!isFirst(source, next.method, next.call.arguments, wire)) {
      break
    }
    last = next.call
  }
  return last
}

function enclosingStatement(node: ts.Node): ts.Statement {
  return compiler().isStatement(node) && statementsAround(node) !== null ? node : enclosingStatement(node.parent)
}

function isAwaited(made: ts.Expression): boolean {
  return /^\(*await\b/.test(made.getText())
}

function isAwaitedCall(statement: ts.Statement, receiver: string, method: string): boolean {
  return (
    compiler().isExpressionStatement(statement) &&
    compiler().isAwaitExpression(statement.expression) &&
    statement.expression.expression.getText().startsWith(`${receiver}.${method}(`)
  )
}

/** The application, and what the file declares with its help: to call such a function is to do something with it. */
function namesOf(file: ts.SourceFile, receiver: string): ReadonlySet<string> {
  const names = new Set([receiver.split('.')[0] ?? receiver])
  let size = 0
  while (size < names.size) {
    size = names.size
    for (const statement of file.statements) {
      if (compiler().isFunctionDeclaration(statement) && statement.name !== undefined && mentions(statement, names)) {
        names.add(statement.name.text)
      } else if (compiler().isVariableStatement(statement)) {
        const declared = statement.declarationList.declarations.filter((declaration) => mentions(declaration, names))
        declared.forEach(({ name }) => names.add(name.getText()))
      }
    }
  }
  return names
}

function mentions(node: ts.Node, names: ReadonlySet<string>): boolean {
  let isMentioned = false
  walk(node, (inner) => {
    const isName = compiler().isIdentifier(inner) && names.has(inner.text)
    isMentioned ||= isName || (inner.kind === compiler().SyntaxKind.ThisKeyword && names.has('this'))
  })
  return isMentioned
}

/** Declarations of functions and types do nothing where they stand. */
function runs(statement: ts.Statement): boolean {
  return !(
    compiler().isFunctionDeclaration(statement) ||
    compiler().isInterfaceDeclaration(statement) ||
    compiler().isTypeAliasDeclaration(statement) ||
    compiler().isImportDeclaration(statement) ||
    compiler().isExportDeclaration(statement) ||
    compiler().isExportAssignment(statement)
  )
}
