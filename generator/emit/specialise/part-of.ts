// What kind of expression was written for a value: whether it needs parentheses follows from it.
import type { ts } from 'ts-morph'
import type { SpecValue } from '../../../templates/meta.ts'
import { compiler } from '../../compiler.ts'
import { KIND } from './kinds.ts'
import { factorsOf, isList } from './literal.ts'
import { syntax } from './syntax.ts'

/** What was written for a value, as far as it matters what it is. */
export function partOf(value: SpecValue, written: string): ts.Expression {
  const kind = kindOf(value, written)
  return kind === null ? parseExpression(written) : ({ kind } as ts.Expression)
}

function kindOf(value: SpecValue, written: string): ts.SyntaxKind | null {
  if (value === null) {
    return KIND.NullKeyword
  }
  switch (typeof value) {
    case 'boolean':
      return value ? KIND.TrueKeyword : KIND.FalseKeyword
    case 'string':
      return KIND.StringLiteral
    case 'number':
      return written.startsWith('-') ? KIND.PrefixUnaryExpression : KIND.NumericLiteral
    case 'object':
      return isList(value)
        ? KIND.ArrayLiteralExpression
        : value instanceof RegExp
          ? KIND.RegularExpressionLiteral
          : kindOfSpelling(written)
  }
}

function kindOfSpelling(text: string): ts.SyntaxKind | null {
  return factorsOf(text) === null ? null : text.includes('*') ? KIND.BinaryExpression : KIND.NumericLiteral
}

function parseExpression(text: string): ts.Expression {
  const [statement] = compiler().createSourceFile('value.ts', `(${text})`, compiler().ScriptTarget.Latest).statements
  return ((statement as ts.ExpressionStatement).expression as ts.ParenthesizedExpression).expression
}

/** A literal: it stays as it is written. */
export function isConstant(node: ts.Expression): boolean {
  return syntax.isLiteralExpression(node) || isOneOf(node, KIND.TrueKeyword, KIND.FalseKeyword, KIND.NullKeyword)
}

function isOneOf(node: ts.Node, ...kinds: readonly ts.SyntaxKind[]): boolean {
  return kinds.includes(node.kind)
}
