// What the specialiser asks of syntax: the same of the compiler's nodes and of nodes that the build has stored. It needs no compiler.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { KIND } from './kinds.ts'

/** Questions that one kind answers. */
const ONE_KIND = {
  isImportDeclaration: KIND.ImportDeclaration,
  isIfStatement: KIND.IfStatement,
  isBlock: KIND.Block,
  isModuleBlock: KIND.ModuleBlock,
  isDefaultClause: KIND.DefaultClause,
  isCaseClause: KIND.CaseClause,
  isIdentifier: KIND.Identifier,
  isTemplateExpression: KIND.TemplateExpression,
  isTaggedTemplateExpression: KIND.TaggedTemplateExpression,
  isSwitchStatement: KIND.SwitchStatement,
  isWhileStatement: KIND.WhileStatement,
  isDoStatement: KIND.DoStatement,
  isForStatement: KIND.ForStatement,
  isPropertyAccessExpression: KIND.PropertyAccessExpression,
  isComputedPropertyName: KIND.ComputedPropertyName,
  isElementAccessExpression: KIND.ElementAccessExpression,
  isFunctionDeclaration: KIND.FunctionDeclaration,
  isNamedImports: KIND.NamedImports,
  isCatchClause: KIND.CatchClause,
  isExpressionStatement: KIND.ExpressionStatement,
  isVariableStatement: KIND.VariableStatement,
  isClassDeclaration: KIND.ClassDeclaration,
  isReturnStatement: KIND.ReturnStatement,
  isThrowStatement: KIND.ThrowStatement,
  isBindingElement: KIND.BindingElement,
  isParenthesizedExpression: KIND.ParenthesizedExpression,
  isNonNullExpression: KIND.NonNullExpression,
  isAsExpression: KIND.AsExpression,
  isConditionalExpression: KIND.ConditionalExpression,
  isBinaryExpression: KIND.BinaryExpression,
  isNumericLiteral: KIND.NumericLiteral,
  isPrefixUnaryExpression: KIND.PrefixUnaryExpression,
  isCallExpression: KIND.CallExpression,
  isNewExpression: KIND.NewExpression,
  isAwaitExpression: KIND.AwaitExpression,
  isObjectLiteralExpression: KIND.ObjectLiteralExpression,
  isFunctionExpression: KIND.FunctionExpression,
  isArrayLiteralExpression: KIND.ArrayLiteralExpression,
  isImportSpecifier: KIND.ImportSpecifier,
  isExportSpecifier: KIND.ExportSpecifier,
  isParameter: KIND.Parameter,
  isPropertyAssignment: KIND.PropertyAssignment,
} as const satisfies Partial<Record<keyof typeof ts, ts.SyntaxKind>>

const FUNCTIONS = kindsIn('174-175 177-182 185-186 219-220 263 318 324')
/** Without blocks, which can be the bodies of something. */
const STATEMENTS = kindsIn('243-260 263-268 271-273 278-279 283 354')

/** From `<` to `^=`, and `in` and `instanceof`. */
const FIRST_OPERATOR = 30
const OPERATORS: readonly string[] =
  '< </ > <= >= == != === !== => + - * ** / % ++ -- << >> >>> & | ^ ! ~ && || ? : @ ?? ` # = += -= *= **= /= %= <<= >>= >>>= &= |= ||= &&= ??= ^='.split(
    ' ',
  )
const WORDS: Readonly<Record<number, string>> = { 103: 'in', 104: 'instanceof' }

export function operatorText(kind: ts.SyntaxKind): string {
  return OPERATORS[kind - FIRST_OPERATOR] ?? WORDS[kind] ?? ''
}

/** A node that the build has stored: see `prepared/stored-nodes.ts`. */
export interface StoredNode {
  readonly children: readonly ts.Node[]
}

type Syntax = Pick<
  typeof ts,
  | keyof typeof ONE_KIND
  | 'isBreakOrContinueStatement'
  | 'isClassElement'
  | 'isConstTypeReference'
  | 'isExpression'
  | 'isFunctionLike'
  | 'isLeftHandSideExpression'
  | 'isLiteralExpression'
  | 'isStatement'
  | 'isStringLiteralLike'
  | 'isTypeElement'
>

export const syntax: Syntax = {
  ...(Object.fromEntries(Object.entries(ONE_KIND).map(([name, kind]) => [name, among(new Set([kind]))])) as Pick<
    Syntax,
    keyof typeof ONE_KIND
  >),
  isBreakOrContinueStatement: among(kindsIn('252-253')),
  isClassElement: among(kindsIn('173 175-179 182 241')),
  isConstTypeReference: isConst as Syntax['isConstTypeReference'],
  isExpression: among(kindsIn('9-11 14-15 80-81 97 102 106 108 110 112 210-237 239 283 285-286 289 357')),
  isFunctionLike: among(FUNCTIONS),
  isLeftHandSideExpression: among(
    kindsIn('9-11 14-15 80-81 97 102 106 108 110 112 210-216 218-219 229 232 234 236-237 283 285-286 289'),
  ),
  isLiteralExpression: among(kindsIn('9-15')),
  isStatement: ((node) => STATEMENTS.has(node.kind) || isBlockStatement(node)) as Syntax['isStatement'],
  isStringLiteralLike: among(kindsIn('11 15')) as Syntax['isStringLiteralLike'],
  isTypeElement: among(kindsIn('172 174 178-182 355')),
}

/** Ends at the first child of which `look` returns something true. */
export function forEachChild<T>(node: ts.Node, look: (child: ts.Node) => T | undefined): T | undefined {
  if (!('children' in node)) {
    return compiler().forEachChild(node, look)
  }
  for (const child of (node as ts.Node & StoredNode).children) {
    const found = look(child)
    if (found) {
      return found
    }
  }
  return undefined
}

/** @param ranges First and last kind of each, as `9-11`, or one alone. */
function kindsIn(ranges: string): ReadonlySet<ts.SyntaxKind> {
  return new Set(
    ranges.split(' ').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    }),
  )
}

function among<T extends ts.Node>(kinds: ReadonlySet<ts.SyntaxKind>): (node: ts.Node | undefined) => node is T {
  return (node): node is T => node !== undefined && kinds.has(node.kind)
}

/** A block of its own, and not the body of a function, a `try` or a `catch`. */
function isBlockStatement(node: ts.Node): boolean {
  const { parent } = node
  return (
    node.kind === KIND.Block &&
    (parent === undefined ||
      (parent.kind !== KIND.TryStatement && parent.kind !== KIND.CatchClause && !FUNCTIONS.has(parent.kind)))
  )
}

/** `as const` */
function isConst(node: ts.Node): boolean {
  if (node.kind !== KIND.TypeReference) {
    return false
  }
  const { typeName, typeArguments } = node as ts.TypeReferenceNode
  return syntax.isIdentifier(typeName) && typeName.text === 'const' && typeArguments === undefined
}
