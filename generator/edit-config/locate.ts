// Finds the place of a field in a config's syntax, and says of a place that is computed what to write there by hand.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
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
  if (!compiler().isObjectLiteralExpression(object)) {
    throw new Computed(object)
  }
  const [step = '', ...rest] = path
  const property = propertyOf(object, step)
  if (property === undefined) {
    return { object, rest: path, property: null }
  }
  if (!compiler().isPropertyAssignment(property)) {
    // `backend,` alone: what it names may still be an object.
    if (compiler().isShorthandPropertyAssignment(property) && rest.length > 0) {
      return locate(source, property.name, rest)
    }
    throw new Computed(property)
  }
  const isInside = rest.length > 0 && compiler().isObjectLiteralExpression(unwrap(source, property.initializer))
  return isInside ? locate(source, property.initializer, rest) : { object, rest: path, property }
}

/** The literal that an expression is, without parentheses and types around it. */
export function plainLiteral(node: ts.Expression): ts.Expression {
  if (
    compiler().isParenthesizedExpression(node) ||
    compiler().isAsExpression(node) ||
    compiler().isSatisfiesExpression(node)
  ) {
    return plainLiteral(node.expression)
  }
  if (!isPlain(node)) {
    throw new Computed(node)
  }
  return node
}

/** Whether a value is written out: no name, no call, nothing that is spread. */
function isPlain(node: ts.Expression): boolean {
  if (compiler().isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) =>
        compiler().isPropertyAssignment(property) &&
        !compiler().isComputedPropertyName(property.name) &&
        isPlain(property.initializer),
    )
  }
  if (compiler().isArrayLiteralExpression(node)) {
    return node.elements.every(isPlain)
  }
  if (
    compiler().isParenthesizedExpression(node) ||
    compiler().isAsExpression(node) ||
    compiler().isSatisfiesExpression(node)
  ) {
    return isPlain(node.expression)
  }
  if (compiler().isBinaryExpression(node)) {
    return isPlain(node.left) && isPlain(node.right)
  }
  return (
    compiler().isStringLiteralLike(node) ||
    compiler().isNumericLiteral(node) ||
    (compiler().isPrefixUnaryExpression(node) && isPlain(node.operand)) ||
    (compiler().isIdentifier(node) && node.text === 'undefined') ||
    [compiler().SyntaxKind.TrueKeyword, compiler().SyntaxKind.FalseKeyword, compiler().SyntaxKind.NullKeyword].includes(
      node.kind,
    )
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
      (compiler().isIdentifier(property.name) || compiler().isStringLiteralLike(property.name)) &&
      property.name.text === name,
  )
}
