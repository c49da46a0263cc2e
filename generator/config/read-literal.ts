// Reads a config that is a plain literal from its syntax, without executing it, and remembers where each value stands.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { fieldsOf, readZod } from './read-zod.ts'
import { readPlainLiteral } from './plain-literal.ts'
import { exportedExpression, isInert, refuseBroken, unwrap } from './config-syntax.ts'

/** What could be read of a config's source. */
export interface LiteralReading {
  /** The config's value; undefined if it is more than a literal. */
  readonly value: unknown
  readonly isLiteral: boolean
  /** It says by `export default` or `module.exports` what the config is. */
  readonly hasExport: boolean
  /** Where the value at a path stands, or the nearest that encloses it; line and column count from 1. */
  readonly placeOf: (path: readonly PropertyKey[]) => { readonly line: number; readonly column: number }
}

class NotLiteral extends Error {}

/**
 * @param file Its name says the language; it is not read again.
 * @throws {GeneratorError} `config-broken` if it does not parse.
 */
export function readLiteral(file: string, text: string): LiteralReading {
  const plain = readPlainLiteral(text)
  return plain === null
    ? readByCompiler(file, text)
    : {
        value: plain.value,
        isLiteral: true,
        hasExport: true,
        placeOf: (path) => readByCompiler(file, text).placeOf(path),
      }
}

/** The same, from the syntax tree: also of what is no plain data, and of what is broken. */
export function readByCompiler(file: string, text: string): LiteralReading {
  const source = compiler().createSourceFile(file, text, compiler().ScriptTarget.Latest, true)
  const root = exportedExpression(source)
  const placeOf: LiteralReading['placeOf'] = (path) => {
    const position = root === undefined ? 0 : find(source, root, path).getStart(source)
    const { line, character } = source.getLineAndCharacterOfPosition(position)
    return { line: line + 1, column: character + 1 }
  }
  refuseBroken(file, source)
  try {
    if (!source.statements.every((statement) => isInert(source, statement))) {
      throw new NotLiteral()
    }
    return {
      value: root === undefined ? undefined : evaluate(source, root),
      isLiteral: root !== undefined,
      hasExport: root !== undefined,
      placeOf,
    }
  } catch (error) {
    if (error instanceof NotLiteral) {
      return { value: undefined, isLiteral: false, hasExport: root !== undefined, placeOf }
    }
    throw error
  }
}

function evaluate(source: ts.SourceFile, expression: ts.Expression, depth = 0): unknown {
  const node = unwrap(source, expression)
  // Two constants that name each other, or nesting that no config needs.
  if (depth > 50) {
    throw new NotLiteral()
  }
  if (compiler().isStringLiteral(node) || compiler().isNoSubstitutionTemplateLiteral(node)) {
    return node.text
  } else if (compiler().isNumericLiteral(node)) {
    return Number(node.text)
  } else if (node.kind === compiler().SyntaxKind.TrueKeyword || node.kind === compiler().SyntaxKind.FalseKeyword) {
    return node.kind === compiler().SyntaxKind.TrueKeyword
  } else if (node.kind === compiler().SyntaxKind.NullKeyword) {
    return null
  } else if (compiler().isIdentifier(node) && node.text === 'undefined') {
    return undefined
  } else if (compiler().isPrefixUnaryExpression(node) && node.operator === compiler().SyntaxKind.MinusToken) {
    return -numberOf(source, node.operand, depth)
  } else if (compiler().isBinaryExpression(node)) {
    return calculate(source, node, depth)
  } else if (compiler().isArrayLiteralExpression(node)) {
    return node.elements.map((element) => evaluate(source, element, depth + 1))
  } else if (compiler().isObjectLiteralExpression(node)) {
    return Object.fromEntries(node.properties.map((property) => entry(source, property, depth)))
  } else if (compiler().isRegularExpressionLiteral(node)) {
    return new RegExp(...partsOf(node.text))
  } else if (compiler().isCallExpression(node)) {
    return schemaOf(source, node, depth)
  }
  throw new NotLiteral()
}

function schemaOf(source: ts.SourceFile, node: ts.CallExpression, depth: number): unknown {
  try {
    const schema = readZod(source, node, (argument) => evaluate(source, argument, depth + 1))
    if (schema !== undefined) {
      return schema
    }
  } catch {
    // What zod refuses is said when the config is executed, with its line.
  }
  throw new NotLiteral()
}

function partsOf(text: string): [pattern: string, flags: string] {
  const end = text.lastIndexOf('/')
  return [text.slice(1, end), text.slice(end + 1)]
}

function calculate(source: ts.SourceFile, node: ts.BinaryExpression, depth: number): number {
  const left = numberOf(source, node.left, depth)
  const right = numberOf(source, node.right, depth)
  switch (node.operatorToken.kind) {
    case compiler().SyntaxKind.AsteriskToken:
      return left * right
    case compiler().SyntaxKind.SlashToken:
      return left / right
    case compiler().SyntaxKind.PlusToken:
      return left + right
    case compiler().SyntaxKind.MinusToken:
      return left - right
  }
  throw new NotLiteral()
}

function numberOf(source: ts.SourceFile, node: ts.Expression, depth: number): number {
  const value = evaluate(source, node, depth + 1)
  if (typeof value !== 'number') {
    throw new NotLiteral()
  }
  return value
}

function entry(source: ts.SourceFile, property: ts.ObjectLiteralElementLike, depth: number): [string, unknown] {
  if (compiler().isPropertyAssignment(property)) {
    return [nameOf(property.name), evaluate(source, property.initializer, depth + 1)]
  }
  if (compiler().isShorthandPropertyAssignment(property)) {
    return [property.name.text, evaluate(source, property.name, depth + 1)]
  }
  throw new NotLiteral()
}

function nameOf(name: ts.PropertyName): string {
  if (compiler().isComputedPropertyName(name) || compiler().isPrivateIdentifier(name)) {
    throw new NotLiteral()
  }
  return name.text
}

/** The node at a path, or the last one on the way to it. A property is named by its key, where a reader looks for it. */
function find(source: ts.SourceFile, node: ts.Expression, path: readonly PropertyKey[]): ts.Node {
  const [step, ...rest] = path
  const target = unwrap(source, node)
  if (typeof step === 'number' && compiler().isArrayLiteralExpression(target)) {
    const element = target.elements[step]
    return element === undefined ? target : find(source, element, rest)
  }
  const object = fieldsOf(target) ?? target
  if (typeof step === 'string' && compiler().isObjectLiteralExpression(object)) {
    const property = object.properties.find(({ name }) => name !== undefined && isNamed(name, step))
    if (property === undefined) {
      return object
    }
    return rest.length > 0 && compiler().isPropertyAssignment(property)
      ? find(source, property.initializer, rest)
      : property
  }
  return node
}

function isNamed(name: ts.PropertyName, text: string): boolean {
  return (compiler().isIdentifier(name) || compiler().isStringLiteralLike(name)) && name.text === text
}
