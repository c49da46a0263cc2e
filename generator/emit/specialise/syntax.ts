// What the specialiser asks of syntax: the same of the compiler's nodes and of nodes that the build has stored. It needs no compiler.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'

type Kinds = { readonly [Name in keyof typeof ts.SyntaxKind]?: (typeof ts.SyntaxKind)[Name] }

/** The compiler's numbers: its types refuse another one. */
export const KIND = {
  ImportDeclaration: 273,
  IfStatement: 246,
  Block: 242,
  ModuleBlock: 269,
  DefaultClause: 298,
  CaseClause: 297,
  Identifier: 80,
  TemplateExpression: 229,
  TaggedTemplateExpression: 216,
  SwitchStatement: 256,
  WhileStatement: 248,
  DoStatement: 247,
  ForStatement: 249,
  PropertyAccessExpression: 212,
  ComputedPropertyName: 168,
  ElementAccessExpression: 213,
  FunctionDeclaration: 263,
  NamedImports: 276,
  CatchClause: 300,
  ExpressionStatement: 245,
  VariableStatement: 244,
  ClassDeclaration: 264,
  ReturnStatement: 254,
  ThrowStatement: 258,
  BindingElement: 209,
  ParenthesizedExpression: 218,
  NonNullExpression: 236,
  AsExpression: 235,
  ConditionalExpression: 228,
  BinaryExpression: 227,
  NumericLiteral: 9,
  PrefixUnaryExpression: 225,
  CallExpression: 214,
  NewExpression: 215,
  AwaitExpression: 224,
  ObjectLiteralExpression: 211,
  FunctionExpression: 219,
  ArrayLiteralExpression: 210,
  ImportSpecifier: 277,
  ExportSpecifier: 282,
  Parameter: 170,
  PropertyAssignment: 304,
  TrueKeyword: 112,
  FalseKeyword: 97,
  NullKeyword: 106,
  EqualsToken: 64,
  EqualsEqualsEqualsToken: 37,
  ExclamationEqualsEqualsToken: 38,
  QuestionQuestionToken: 61,
  AmpersandAmpersandToken: 56,
  BarBarToken: 57,
  ExclamationToken: 54,
  VariableDeclaration: 261,
  PropertyDeclaration: 173,
  TemplateSpan: 240,
  SpreadElement: 231,
  SpreadAssignment: 306,
  TypeReference: 184,
  StringLiteral: 11,
  RegularExpressionLiteral: 14,
  MissingDeclaration: 283,
  TryStatement: 259,
  AbstractKeyword: 128,
  OverrideKeyword: 164,
  PublicKeyword: 125,
  PrivateKeyword: 123,
  ProtectedKeyword: 124,
  ReadonlyKeyword: 148,
  ImplementsKeyword: 119,
  SourceFile: 308,
} as const satisfies Kinds

/** First and last of each group of kinds. */
type Ranges = readonly (readonly [number, number])[]
const LITERALS: Ranges = [[9, 15]]
const STRING_LITERALS: Ranges = [
  [11, 11],
  [15, 15],
]
const EXPRESSIONS: Ranges = [
  [9, 11],
  [14, 15],
  [80, 81],
  [97, 97],
  [102, 102],
  [106, 106],
  [108, 108],
  [110, 110],
  [112, 112],
  [210, 237],
  [239, 239],
  [283, 283],
  [285, 286],
  [289, 289],
  [357, 357],
]
const LEFT_HAND_SIDES: Ranges = [
  [9, 11],
  [14, 15],
  [80, 81],
  [97, 97],
  [102, 102],
  [106, 106],
  [108, 108],
  [110, 110],
  [112, 112],
  [210, 216],
  [218, 219],
  [229, 229],
  [232, 232],
  [234, 234],
  [236, 237],
  [283, 283],
  [285, 286],
  [289, 289],
]
const STATEMENTS: Ranges = [
  [243, 260],
  [263, 268],
  [271, 273],
  [278, 279],
  [283, 283],
  [354, 354],
]
const CLASS_ELEMENTS: Ranges = [
  [173, 173],
  [175, 179],
  [182, 182],
  [241, 241],
]
const TYPE_ELEMENTS: Ranges = [
  [172, 172],
  [174, 174],
  [178, 182],
  [355, 355],
]
const FUNCTIONS: Ranges = [
  [174, 175],
  [177, 182],
  [185, 186],
  [219, 220],
  [263, 263],
  [318, 318],
  [324, 324],
]
const LEAVING: Ranges = [[252, 253]]

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
  | 'isImportDeclaration'
  | 'isIfStatement'
  | 'isBlock'
  | 'isModuleBlock'
  | 'isDefaultClause'
  | 'isCaseClause'
  | 'isIdentifier'
  | 'isTemplateExpression'
  | 'isTaggedTemplateExpression'
  | 'isSwitchStatement'
  | 'isWhileStatement'
  | 'isDoStatement'
  | 'isForStatement'
  | 'isPropertyAccessExpression'
  | 'isComputedPropertyName'
  | 'isElementAccessExpression'
  | 'isFunctionDeclaration'
  | 'isNamedImports'
  | 'isCatchClause'
  | 'isExpressionStatement'
  | 'isVariableStatement'
  | 'isClassDeclaration'
  | 'isReturnStatement'
  | 'isThrowStatement'
  | 'isBindingElement'
  | 'isParenthesizedExpression'
  | 'isNonNullExpression'
  | 'isAsExpression'
  | 'isConditionalExpression'
  | 'isBinaryExpression'
  | 'isNumericLiteral'
  | 'isPrefixUnaryExpression'
  | 'isCallExpression'
  | 'isNewExpression'
  | 'isAwaitExpression'
  | 'isObjectLiteralExpression'
  | 'isFunctionExpression'
  | 'isArrayLiteralExpression'
  | 'isImportSpecifier'
  | 'isExportSpecifier'
  | 'isParameter'
  | 'isPropertyAssignment'
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
  isImportDeclaration: is(KIND.ImportDeclaration),
  isIfStatement: is(KIND.IfStatement),
  isBlock: is(KIND.Block),
  isModuleBlock: is(KIND.ModuleBlock),
  isDefaultClause: is(KIND.DefaultClause),
  isCaseClause: is(KIND.CaseClause),
  isIdentifier: is(KIND.Identifier),
  isTemplateExpression: is(KIND.TemplateExpression),
  isTaggedTemplateExpression: is(KIND.TaggedTemplateExpression),
  isSwitchStatement: is(KIND.SwitchStatement),
  isWhileStatement: is(KIND.WhileStatement),
  isDoStatement: is(KIND.DoStatement),
  isForStatement: is(KIND.ForStatement),
  isPropertyAccessExpression: is(KIND.PropertyAccessExpression),
  isComputedPropertyName: is(KIND.ComputedPropertyName),
  isElementAccessExpression: is(KIND.ElementAccessExpression),
  isFunctionDeclaration: is(KIND.FunctionDeclaration),
  isNamedImports: is(KIND.NamedImports),
  isCatchClause: is(KIND.CatchClause),
  isExpressionStatement: is(KIND.ExpressionStatement),
  isVariableStatement: is(KIND.VariableStatement),
  isClassDeclaration: is(KIND.ClassDeclaration),
  isReturnStatement: is(KIND.ReturnStatement),
  isThrowStatement: is(KIND.ThrowStatement),
  isBindingElement: is(KIND.BindingElement),
  isParenthesizedExpression: is(KIND.ParenthesizedExpression),
  isNonNullExpression: is(KIND.NonNullExpression),
  isAsExpression: is(KIND.AsExpression),
  isConditionalExpression: is(KIND.ConditionalExpression),
  isBinaryExpression: is(KIND.BinaryExpression),
  isNumericLiteral: is(KIND.NumericLiteral),
  isPrefixUnaryExpression: is(KIND.PrefixUnaryExpression),
  isCallExpression: is(KIND.CallExpression),
  isNewExpression: is(KIND.NewExpression),
  isAwaitExpression: is(KIND.AwaitExpression),
  isObjectLiteralExpression: is(KIND.ObjectLiteralExpression),
  isFunctionExpression: is(KIND.FunctionExpression),
  isArrayLiteralExpression: is(KIND.ArrayLiteralExpression),
  isImportSpecifier: is(KIND.ImportSpecifier),
  isExportSpecifier: is(KIND.ExportSpecifier),
  isParameter: is(KIND.Parameter),
  isPropertyAssignment: is(KIND.PropertyAssignment),
  isBreakOrContinueStatement: among(LEAVING),
  isClassElement: among(CLASS_ELEMENTS),
  isConstTypeReference: isConst as Syntax['isConstTypeReference'],
  isExpression: among(EXPRESSIONS),
  isFunctionLike: among(FUNCTIONS),
  isLeftHandSideExpression: among(LEFT_HAND_SIDES),
  isLiteralExpression: among(LITERALS),
  isStatement: ((node) => among(STATEMENTS)(node) || isBlockStatement(node)) as Syntax['isStatement'],
  isStringLiteralLike: among(STRING_LITERALS) as Syntax['isStringLiteralLike'],
  isTypeElement: among(TYPE_ELEMENTS),
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

function is<T extends ts.Node>(kind: ts.SyntaxKind): (node: ts.Node) => node is T {
  return (node): node is T => node.kind === kind
}

function among<T extends ts.Node>(ranges: Ranges): (node: ts.Node | undefined) => node is T {
  return (node): node is T =>
    node !== undefined && ranges.some(([first, last]) => first <= node.kind && node.kind <= last)
}

/** A block of its own, and not the body of a function, a `try` or a `catch`. */
function isBlockStatement(node: ts.Node): boolean {
  const { parent } = node
  return (
    node.kind === KIND.Block &&
    (parent === undefined ||
      (parent.kind !== KIND.TryStatement && parent.kind !== KIND.CatchClause && !among(FUNCTIONS)(parent)))
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
