// What may stand before the sessions: what a target's metadata says, and what fills the environment.
import { ts } from 'ts-morph'
import type { WireMeta } from '../../templates/meta.ts'
import { bare, isOneOf, originOf, type Source, walk } from './source.ts'

/** What the environment is filled by: it is read when `sessions` is called. */
const ENVIRONMENT = {
  modules: ['dotenv', 'dotenv/config', 'dotenv-flow', 'dotenv-safe', 'dotenv-expand', '@dotenvx/dotenvx'],
  names: ['', 'config', 'expand'],
}

/** Whether an expression only sets an application up, or adds what may stand before the sessions. */
export function isSetting(source: Source, node: ts.Expression, receiver: string, wire: WireMeta): boolean {
  if (ts.isBinaryExpression(node)) {
    return node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left.getText().startsWith(`${receiver}.`)
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
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
  const made = ts.isIdentifier(value) ? constantOf(source.file, value.text) : value
  const origin =
    originOf(source, value) ?? (made !== null && ts.isCallExpression(made) ? originOf(source, made.expression) : null)
  // The sessions of another part of the config.
  const isOurs = origin?.name === 'sessions' && origin.module.startsWith('.')
  return isOurs || wire.before.some((names) => isOneOf(origin, names))
}

function isPath(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isArrayLiteralExpression(node)
  )
}

export function fillsEnvironment(source: Source, node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    (node.expression.getText() === 'process.loadEnvFile' ||
      isOneOf(originOf(source, node), ENVIRONMENT) ||
      isOneOf(originOf(source, node.expression), ENVIRONMENT))
  )
}

/** What a name stands for, where the file declares it with a value. */
export function constantOf(file: ts.SourceFile, name: string): ts.Expression | null {
  let found: ts.Expression | null = null
  walk(file, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined) {
      found = bare(node.initializer)
    }
  })
  return found
}
