// What the place of a node asks of it: commas, parentheses, a name or a value.
import { ts } from 'ts-morph'

const OPEN = new Set([
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.PropertyDeclaration,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.Parameter,
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.ParenthesizedExpression,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.TemplateSpan,
  ts.SyntaxKind.SpreadElement,
  ts.SyntaxKind.SpreadAssignment,
])

/**
 * Whether an expression can take another's place without parentheses. Errs to the side of parentheses: the formatter
 * takes away those that are not needed.
 */
export function fitsBare(part: ts.Expression, place: ts.Expression): boolean {
  const { parent } = place
  const isArgument = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== place
  const isBranch = ts.isConditionalExpression(parent) && parent.condition !== place
  const opensStatement = ts.isObjectLiteralExpression(part) || ts.isFunctionExpression(part)
  if (OPEN.has(parent.kind) || isArgument || isBranch) {
    return !(opensStatement && ts.isExpressionStatement(parent))
  }
  // `1.toFixed()` does not parse; `{}` is a block as an arrow's body.
  return ts.isLeftHandSideExpression(part) && !opensStatement && !ts.isNumericLiteral(part) && !ts.isNewExpression(part)
}

/** Whether a node is one of several with commas between. */
export function isInCommaList(node: ts.Node): boolean {
  const { parent } = node
  const isElement = ts.isArrayLiteralExpression(parent) || ts.isObjectLiteralExpression(parent)
  const isSpecifier = ts.isImportSpecifier(node) || ts.isExportSpecifier(node) || ts.isBindingElement(node)
  const isArgument =
    (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.some((it) => it === node)
  return isElement || isSpecifier || ts.isParameter(node) || isArgument === true
}

/** Whether a name is that of a member, and says nothing of what is in scope. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  const isMember =
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isClassElement(parent) ||
    ts.isTypeElement(parent)
  return isMember && parent.name === node
}
