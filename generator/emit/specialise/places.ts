// What the place of a node asks of it: commas, parentheses, a name or a value.
import type { ts } from 'ts-morph'
import { KIND } from './kinds.ts'
import { syntax } from './syntax.ts'

const OPEN: ReadonlySet<ts.SyntaxKind> = new Set([
  KIND.VariableDeclaration,
  KIND.PropertyDeclaration,
  KIND.PropertyAssignment,
  KIND.Parameter,
  KIND.ReturnStatement,
  KIND.ThrowStatement,
  KIND.IfStatement,
  KIND.ExpressionStatement,
  KIND.ParenthesizedExpression,
  KIND.ArrayLiteralExpression,
  KIND.TemplateSpan,
  KIND.SpreadElement,
  KIND.SpreadAssignment,
])

/**
 * Whether an expression can take another's place without parentheses. Errs to the side of parentheses: the formatter
 * takes away those that are not needed.
 */
export function fitsBare(part: ts.Expression, place: ts.Expression): boolean {
  const { parent } = place
  const isArgument = (syntax.isCallExpression(parent) || syntax.isNewExpression(parent)) && parent.expression !== place
  const isBranch = syntax.isConditionalExpression(parent) && parent.condition !== place
  const opensStatement = syntax.isObjectLiteralExpression(part) || syntax.isFunctionExpression(part)
  if (OPEN.has(parent.kind) || isArgument || isBranch) {
    return !(opensStatement && syntax.isExpressionStatement(parent))
  }
  // `1.toFixed()` does not parse; `{}` is a block as an arrow's body.
  return (
    syntax.isLeftHandSideExpression(part) &&
    !opensStatement &&
    !syntax.isNumericLiteral(part) &&
    !syntax.isNewExpression(part)
  )
}

/** Whether a node is one of several with commas between. */
export function isInCommaList(node: ts.Node): boolean {
  const { parent } = node
  const isElement = syntax.isArrayLiteralExpression(parent) || syntax.isObjectLiteralExpression(parent)
  const isSpecifier = syntax.isImportSpecifier(node) || syntax.isExportSpecifier(node) || syntax.isBindingElement(node)
  const isArgument =
    (syntax.isCallExpression(parent) || syntax.isNewExpression(parent)) && parent.arguments?.some((it) => it === node)
  return isElement || isSpecifier || syntax.isParameter(node) || isArgument === true
}

/** Whether a name is that of a member, and says nothing of what is in scope. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  const isMember =
    syntax.isPropertyAccessExpression(parent) ||
    syntax.isPropertyAssignment(parent) ||
    syntax.isClassElement(parent) ||
    syntax.isTypeElement(parent)
  return isMember && parent.name === node
}
