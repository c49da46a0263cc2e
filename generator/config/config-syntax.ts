// What a config's file exports, and whether anything in it could change that: from its syntax alone.
import { ts } from 'ts-morph'
import { GeneratorError } from '../errors.ts'

/** Of a file that does not parse, a part could still be read: not the one that was meant. */
export function refuseBroken(file: string, source: ts.SourceFile): void {
  const { diagnostics = [] } = ts.transpileModule(source.text, { fileName: file, reportDiagnostics: true })
  const [first] = diagnostics
  if (first !== undefined) {
    const { line, character } = source.getLineAndCharacterOfPosition(first.start ?? 0)
    throw new GeneratorError({
      code: 'config-broken',
      message: `${file} does not parse: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`,
      hint: 'Nothing was written. Mend the config and run again',
      where: { file, line: line + 1, column: character + 1 },
    })
  }
}

/** A statement that only declares: anything else could change what was declared. */
export function isInert(source: ts.SourceFile, statement: ts.Statement): boolean {
  return (
    ts.isImportDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isEmptyStatement(statement) ||
    (ts.isExpressionStatement(statement) &&
      (ts.isStringLiteral(statement.expression) || isModuleExports(source, statement.expression)))
  )
}

function isModuleExports(source: ts.SourceFile, node: ts.Expression): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    node.left.getText(source) === 'module.exports'
  )
}

/** `export default …`, or `module.exports = …`. */
export function exportedExpression(source: ts.SourceFile): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (ts.isExportAssignment(statement)) {
      return unwrap(source, statement.expression)
    }
    if (ts.isExpressionStatement(statement) && isModuleExports(source, statement.expression)) {
      return unwrap(source, statement.expression.right)
    }
  }
  return undefined
}

/** Takes `defineConfig(…)`, parentheses and types away, and follows the name of a constant of this file. */
export function unwrap(source: ts.SourceFile, node: ts.Expression): ts.Expression {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    return unwrap(source, node.expression)
  }
  if (ts.isCallExpression(node) && isDefineConfig(source, node.expression)) {
    const [argument] = node.arguments
    return node.arguments.length === 1 && argument !== undefined ? unwrap(source, argument) : node
  }
  if (ts.isIdentifier(node)) {
    const value = constant(source, node.text)
    return value === undefined ? node : unwrap(source, value)
  }
  return node
}

/** The function of this package, by its own name: another one of that name does what it likes. */
function isDefineConfig(source: ts.SourceFile, callee: ts.Expression): boolean {
  return (
    ts.isIdentifier(callee) &&
    callee.text === 'defineConfig' &&
    source.statements.some((statement) => {
      if (ts.isImportDeclaration(statement)) {
        const bindings = statement.importClause?.namedBindings
        const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
        return (
          isOurs(statement.moduleSpecifier) &&
          names.some(({ name, propertyName }) => name.text === 'defineConfig' && propertyName === undefined)
        )
      }
      const required = ts.isVariableStatement(statement) ? statement.declarationList.declarations : []
      return required.some(
        ({ name, initializer }) =>
          /^\{\s*defineConfig,?\s*\}$/.test(name.getText(source)) &&
          initializer !== undefined &&
          ts.isCallExpression(initializer) &&
          initializer.expression.getText(source) === 'require' &&
          isOurs(initializer.arguments[0]),
      )
    })
  )
}

function isOurs(from: ts.Expression | undefined): boolean {
  return from !== undefined && ts.isStringLiteral(from) && from.text === 'create-session'
}

/** The value of a `const` at the top of this file. One that refers to itself is no literal. */
function constant(source: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement) && statement.declarationList.flags & ts.NodeFlags.Const) {
      const found = statement.declarationList.declarations.find(
        (declaration) => declaration.name.getText(source) === name,
      )
      if (found?.initializer !== undefined) {
        return mentions(found.initializer, name) ? undefined : found.initializer
      }
    }
  }
  return undefined
}

function mentions(node: ts.Node, name: string): boolean {
  return (
    (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, (child) => mentions(child, name)) ?? false)
  )
}
