// What an expression over `spec` comes to: a value, a part of itself, or the expression as it stands.
import type { ts } from 'ts-morph'
import type { SpecValue } from '../../../templates/meta.ts'
import { KIND } from './kinds.ts'
import { forEachChild, operatorText, syntax } from './syntax.ts'
import { errorAt } from './trivia.ts'

export type Spec = Readonly<Record<string, SpecValue>>

export interface Outcome {
  /** The smallest part that stands for the whole expression. */
  readonly keep: ts.Expression
  /** Its value, where that is known now. */
  readonly known?: { readonly value: SpecValue }
}

const SPEC_FIRST = 'Put the `spec` condition first'

/** A member read from `spec`. */
export function isLeaf(node: ts.Node): node is ts.PropertyAccessExpression {
  return (
    syntax.isPropertyAccessExpression(node) && syntax.isIdentifier(node.expression) && node.expression.text === 'spec'
  )
}

export function isTruthy(value: SpecValue): boolean {
  return Boolean(plain(value))
}

export function evaluate(file: ts.SourceFile, node: ts.Expression, spec: Spec): Outcome {
  if (isLeaf(node)) {
    return { keep: node, known: { value: leafValue(file, node, spec) } }
  }
  const literal = literalValue(node)
  if (literal !== undefined) {
    return { keep: node, known: { value: literal } }
  }
  if (syntax.isParenthesizedExpression(node)) {
    const inner = evaluate(file, node.expression, spec)
    return inner.keep === node.expression && inner.known === undefined ? { keep: node } : inner
  }
  if (syntax.isNonNullExpression(node) || (syntax.isAsExpression(node) && !syntax.isConstTypeReference(node.type))) {
    const inner = evaluate(file, node.expression, spec)
    return inner.known === undefined ? { keep: node } : inner
  }
  if (isNegation(node)) {
    const { known } = evaluate(file, node.operand, spec)
    return known === undefined ? { keep: node } : { keep: node, known: { value: !isTruthy(known.value) } }
  }
  if (syntax.isConditionalExpression(node)) {
    const { known } = evaluate(file, node.condition, spec)
    return known === undefined
      ? { keep: node }
      : evaluate(file, isTruthy(known.value) ? node.whenTrue : node.whenFalse, spec)
  }
  return syntax.isBinaryExpression(node) ? evaluateBinary(file, node, spec) : { keep: node }
}

function evaluateBinary(file: ts.SourceFile, node: ts.BinaryExpression, spec: Spec): Outcome {
  const operator = node.operatorToken.kind
  if (operator === KIND.EqualsEqualsEqualsToken || operator === KIND.ExclamationEqualsEqualsToken) {
    const left = evaluate(file, node.left, spec).known
    const right = evaluate(file, node.right, spec).known
    if (left === undefined || right === undefined) {
      return { keep: node }
    }
    const equal = plain(left.value) === plain(right.value)
    return { keep: node, known: { value: equal === (operator === KIND.EqualsEqualsEqualsToken) } }
  }
  if (operator === KIND.QuestionQuestionToken) {
    const left = evaluate(file, node.left, spec)
    return left.known === undefined
      ? { keep: node }
      : left.known.value === null
        ? evaluate(file, node.right, spec)
        : left
  }
  if (operator !== KIND.AmpersandAmpersandToken && operator !== KIND.BarBarToken) {
    return { keep: node }
  }
  // The value of the left side that settles the whole: false for `&&`, true for `||`.
  const settles = operator === KIND.BarBarToken
  const left = evaluate(file, node.left, spec)
  if (left.known !== undefined) {
    return isTruthy(left.known.value) === settles ? left : evaluate(file, node.right, spec)
  }
  const right = evaluate(file, node.right, spec)
  if (right.known === undefined || !readsSpec(node.right)) {
    return { keep: node }
  }
  if (!isBoolean(node.left) && !onlyTruthCounts(node)) {
    throw errorAt(file, node.getStart(file), 'Not only the truth of this expression counts', SPEC_FIRST)
  }
  if (isTruthy(right.known.value) !== settles) {
    return left
  }
  if (mayAct(node.left)) {
    throw errorAt(file, node.getStart(file), 'What stands left of `spec` acts, and would be dropped', SPEC_FIRST)
  }
  return { keep: node, known: { value: settles } }
}

function leafValue(file: ts.SourceFile, node: ts.PropertyAccessExpression, spec: Spec): SpecValue {
  const value = Object.hasOwn(spec, node.name.text) ? spec[node.name.text] : undefined
  if (value === undefined) {
    throw errorAt(
      file,
      node.getStart(file),
      `\`spec.${node.name.text}\` has no value in this plan`,
      'Give the plan this member, or guard its use with a condition that is false here',
    )
  }
  return value
}

function literalValue(node: ts.Expression): SpecValue | undefined {
  if (node.kind === KIND.TrueKeyword || node.kind === KIND.FalseKeyword) {
    return node.kind === KIND.TrueKeyword
  }
  if (node.kind === KIND.NullKeyword) {
    return null
  }
  if (syntax.isStringLiteralLike(node)) {
    return node.text
  }
  return syntax.isNumericLiteral(node) ? Number(node.text) : undefined
}

function plain(value: SpecValue): Exclude<SpecValue, { readonly text: string }> {
  return typeof value === 'object' && value !== null && 'text' in value ? value.value : value
}

function readsSpec(node: ts.Node): boolean {
  return isLeaf(node) || (forEachChild(node, (child) => readsSpec(child) || undefined) ?? false)
}

/** A comparison or a negation: its value is its truth. */
function isBoolean(node: ts.Expression): boolean {
  if (syntax.isParenthesizedExpression(node)) {
    return isBoolean(node.expression)
  }
  if (!syntax.isBinaryExpression(node)) {
    return isNegation(node) || isLeaf(node)
  }
  const operator = operatorText(node.operatorToken.kind)
  return /^(&&|\|\|)$/.test(operator)
    ? isBoolean(node.left) && isBoolean(node.right)
    : /^([=!]==|[<>]=?|in|instanceof)$/.test(operator)
}

/** Whether the place of an expression looks at its truth alone: a condition, or the left side of `&&`. */
function onlyTruthCounts(node: ts.Expression): boolean {
  const { parent } = node
  if (syntax.isBinaryExpression(parent)) {
    const isAnd = parent.operatorToken.kind === KIND.AmpersandAmpersandToken
    const isOr = parent.operatorToken.kind === KIND.BarBarToken
    return (isAnd && parent.left === node) || ((isAnd || isOr) && onlyTruthCounts(parent))
  }
  return (
    (syntax.isParenthesizedExpression(parent) && onlyTruthCounts(parent)) ||
    isNegation(parent) ||
    ((syntax.isIfStatement(parent) || syntax.isWhileStatement(parent)) && parent.expression === node) ||
    (syntax.isConditionalExpression(parent) && parent.condition === node)
  )
}

function isNegation(node: ts.Node): node is ts.PrefixUnaryExpression {
  return syntax.isPrefixUnaryExpression(node) && node.operator === KIND.ExclamationToken
}

/** Names, members, literals and comparisons can be dropped; a call, an `await` or an assignment can't. */
function mayAct(node: ts.Node): boolean {
  const acts =
    syntax.isCallExpression(node) ||
    syntax.isNewExpression(node) ||
    syntax.isAwaitExpression(node) ||
    syntax.isTaggedTemplateExpression(node) ||
    (syntax.isBinaryExpression(node) && /[^=!<>]=$/.test(operatorText(node.operatorToken.kind))) ||
    (syntax.isBinaryExpression(node) && node.operatorToken.kind === KIND.EqualsToken)
  return acts || (forEachChild(node, (child) => mayAct(child) || undefined) ?? false)
}
