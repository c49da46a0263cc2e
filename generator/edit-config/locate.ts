// Finds the place of a field in a config's syntax, and says of a place that is computed what to write there by hand.
import { ts } from 'ts-morph'
import { unwrap } from '../config/config-syntax.ts'
import { GeneratorError } from '../errors.ts'
import type { FieldPath } from './config-edit.ts'

/** Where a field is, or would be. */
export interface Located {
  /** The object of the deepest step that is there. */
  readonly object: ts.ObjectLiteralExpression
  /** What of the path is left in it; the first of these names `property`, if there is one. */
  readonly rest: FieldPath
  readonly property: ts.PropertyAssignment | null
}

/** A place that no edit of text can change for certain. `node` is what stands there. */
export class Computed extends Error {
  readonly node: ts.Node

  constructor(node: ts.Node) {
    super('computed')
    this.node = node
  }
}

/** @throws {Computed} where something on the way is more than a literal. */
export function locate(source: ts.SourceFile, node: ts.Expression, path: FieldPath): Located {
  const object = unwrap(source, node)
  if (!ts.isObjectLiteralExpression(object)) {
    throw new Computed(object)
  }
  const [step = '', ...rest] = path
  const property = propertyOf(object, step)
  if (property === undefined) {
    return { object, rest: path, property: null }
  }
  if (!ts.isPropertyAssignment(property)) {
    // `backend,` alone: what it names may still be an object.
    if (ts.isShorthandPropertyAssignment(property) && rest.length > 0) {
      return locate(source, property.name, rest)
    }
    throw new Computed(property)
  }
  const isInside = rest.length > 0 && ts.isObjectLiteralExpression(unwrap(source, property.initializer))
  return isInside ? locate(source, property.initializer, rest) : { object, rest: path, property }
}

/** The literal that an expression is, without parentheses and types around it. */
export function plainLiteral(node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return plainLiteral(node.expression)
  }
  if (!isPlain(node)) {
    throw new Computed(node)
  }
  return node
}

/** Whether a value is written out: no name, no call, nothing that is spread. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) =>
        ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name) && isPlain(property.initializer),
    )
  }
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.every(isPlain)
  }
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return isPlain(node.expression)
  }
  if (ts.isBinaryExpression(node)) {
    return isPlain(node.left) && isPlain(node.right)
  }
  return (
    ts.isStringLiteralLike(node) ||
    ts.isNumericLiteral(node) ||
    (ts.isPrefixUnaryExpression(node) && isPlain(node.operand)) ||
    (ts.isIdentifier(node) && node.text === 'undefined') ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)
  )
}

/** @param todo What a person has to do there: "Write `maxAge: '7d'` there". */
export function computedError(file: string, source: ts.SourceFile, node: ts.Node, todo: string): GeneratorError {
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source))
  return new GeneratorError({
    code: 'config-computed',
    message: 'What stands here is computed, and was not changed',
    hint: `Nothing was written. ${todo} yourself, and run \`npx create-session generate\``,
    where: { file, line: line + 1, column: character + 1 },
  })
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.find(
    (property) =>
      property.name !== undefined &&
      (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) &&
      property.name.text === name,
  )
}
