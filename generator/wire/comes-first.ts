// What may stand before the sessions: what a target's metadata says, and what fills the environment.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { bare, isOneOf, originOf, type Source, walk } from './source.ts'

/** What the environment is filled by: it is read when `sessions` is called. */
const ENVIRONMENT = {
  modules: ['dotenv', 'dotenv/config', 'dotenv-flow', 'dotenv-safe', 'dotenv-expand', '@dotenvx/dotenvx'],
  names: ['', 'config', 'expand'],
}

/** Whether an expression only sets an application up, or adds what may stand before the sessions. */
export function isSetting(source: Source, node: ts.Expression, receiver: string, wire: WireMeta): boolean {
  if (compiler().isBinaryExpression(node)) {
    return (
      node.operatorToken.kind === compiler().SyntaxKind.EqualsToken && node.left.getText().startsWith(`${receiver}.`)
    )
  }
  if (!compiler().isCallExpression(node) || !compiler().isPropertyAccessExpression(node.expression)) {
    return false
  }
  const { expression: object, name } = node.expression
  const isOfIt = object.getText() === receiver || isSetting(source, bare(object), receiver, wire)
  return isOfIt && isFirst(source, name.text, node.arguments, wire)
}

/** Whether a call of an application's method may stand before the sessions. */
export function isFirst(source: Source, method: string, given: readonly ts.Expression[], wire: WireMeta): boolean {
  if (wire.settings.includes(method)) {
    return true
  }
  const taker = wire.takers.find((each) => each.method === method)
  const taken = taker?.takes === 'any number' ? given.filter((argument) => !isPath(argument)) : given.slice(0, 1)
  return taker !== undefined && taken.length > 0 && taken.every((argument) => isBefore(source, argument, wire))
}

function isBefore(source: Source, argument: ts.Expression, wire: WireMeta): boolean {
  const value = bare(argument)
  const made = compiler().isIdentifier(value) ? constantOf(source.file, value.text) : value
  const origin =
    originOf(source, value) ??
    (made !== null && compiler().isCallExpression(made) ? originOf(source, made.expression) : null)
  // The sessions of another part of the config.
  const isOurs = origin?.name === 'sessions' && origin.module.startsWith('.')
  return (
    isOurs ||
    wire.before.some((names) => isOneOf(origin, names)) ||
    (wire.catchesFirst &&
      catchesNext(compiler().isIdentifier(value) ? (made ?? functionOf(source.file, value.text)) : value))
  )
}

/** A middleware that answers what those behind it throw: `try { await next() } catch`. */
function catchesNext(node: ts.Node | null): boolean {
  if (
    node === null ||
    !(
      compiler().isArrowFunction(node) ||
      compiler().isFunctionExpression(node) ||
      compiler().isFunctionDeclaration(node)
    )
  ) {
    return false
  }
  const next = node.parameters[1]?.name.getText()
  let catches = false
  walk(node, (each) => {
    if (compiler().isCallExpression(each) && each.expression.getText() === next) {
      catches ||= isCaught(each, node)
    }
  })
  return catches
}

function isCaught(node: ts.Node, within: ts.Node): boolean {
  if (node === within) {
    return false
  }
  const { parent } = node
  const isTried = compiler().isTryStatement(parent) && parent.tryBlock === node && parent.catchClause !== undefined
  return isTried || isCaught(parent, within)
}

function isPath(node: ts.Expression): boolean {
  return (
    compiler().isStringLiteralLike(node) ||
    compiler().isTemplateExpression(node) ||
    compiler().isRegularExpressionLiteral(node) ||
    compiler().isArrayLiteralExpression(node)
  )
}

export function fillsEnvironment(source: Source, node: ts.Expression): boolean {
  return (
    compiler().isCallExpression(node) &&
    (node.expression.getText() === 'process.loadEnvFile' ||
      isOneOf(originOf(source, node), ENVIRONMENT) ||
      isOneOf(originOf(source, node.expression), ENVIRONMENT))
  )
}

function functionOf(file: ts.SourceFile, name: string): ts.FunctionDeclaration | null {
  return (
    (file.statements.find((each) => compiler().isFunctionDeclaration(each) && each.name?.text === name) as
      ts.FunctionDeclaration | undefined) ?? null
  )
}

/** What a name stands for, where the file declares it with a value. */
export function constantOf(file: ts.SourceFile, name: string): ts.Expression | null {
  let found: ts.Expression | null = null
  walk(file, (node) => {
    if (compiler().isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined) {
      found = bare(node.initializer)
    }
  })
  return found
}
