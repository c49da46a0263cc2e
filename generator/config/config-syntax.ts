// What a config's file exports, and whether anything in it could change that: from its syntax alone.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { GeneratorError } from '../errors.ts'

/** Of a file that does not parse, a part could still be read: not the one that was meant. */
export function refuseBroken(file: string, source: ts.SourceFile): void {
  const { diagnostics = [] } = compiler().transpileModule(source.text, { fileName: file, reportDiagnostics: true })
  const [first] = diagnostics
  if (first !== undefined) {
    const { line, character } = source.getLineAndCharacterOfPosition(first.start ?? 0)
    throw new GeneratorError({
      code: 'config-broken',
      message: `${file} does not parse: ${compiler().flattenDiagnosticMessageText(first.messageText, ' ')}`,
      hint: 'Nothing was written. Mend the config and run again',
      where: { file, line: line + 1, column: character + 1 },
    })
  }
}

/** A statement that only declares: anything else could change what was declared. */
export function isInert(source: ts.SourceFile, statement: ts.Statement): boolean {
  return (
    compiler().isImportDeclaration(statement) ||
    compiler().isInterfaceDeclaration(statement) ||
    compiler().isTypeAliasDeclaration(statement) ||
    compiler().isExportAssignment(statement) ||
    compiler().isVariableStatement(statement) ||
    compiler().isEmptyStatement(statement) ||
    (compiler().isExpressionStatement(statement) &&
      (compiler().isStringLiteral(statement.expression) || isModuleExports(source, statement.expression)))
  )
}

function isModuleExports(source: ts.SourceFile, node: ts.Expression): node is ts.BinaryExpression {
  return (
    compiler().isBinaryExpression(node) &&
    node.operatorToken.kind === compiler().SyntaxKind.EqualsToken &&
    node.left.getText(source) === 'module.exports'
  )
}

/** `export default …`, or `module.exports = …`. */
export function exportedExpression(source: ts.SourceFile): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (compiler().isExportAssignment(statement)) {
      return unwrap(source, statement.expression)
    }
    if (compiler().isExpressionStatement(statement) && isModuleExports(source, statement.expression)) {
      return unwrap(source, statement.expression.right)
    }
  }
  return undefined
}

/** Takes `defineConfig(…)`, parentheses and types away, and follows the name of a constant of this file. */
export function unwrap(source: ts.SourceFile, node: ts.Expression): ts.Expression {
  if (
    compiler().isParenthesizedExpression(node) ||
    compiler().isAsExpression(node) ||
    compiler().isSatisfiesExpression(node)
  ) {
    return unwrap(source, node.expression)
  }
  if (compiler().isCallExpression(node) && isDefineConfig(source, node.expression)) {
    const [argument] = node.arguments
    return node.arguments.length === 1 && argument !== undefined ? unwrap(source, argument) : node
  }
  if (compiler().isIdentifier(node)) {
    const value = constant(source, node.text)
    return value === undefined ? node : unwrap(source, value)
  }
  return node
}

/** The function of this package, by its own name: another one of that name does what it likes. */
function isDefineConfig(source: ts.SourceFile, callee: ts.Expression): boolean {
  return (
    compiler().isIdentifier(callee) &&
    callee.text === 'defineConfig' &&
    source.statements.some((statement) => {
      if (compiler().isImportDeclaration(statement)) {
        const bindings = statement.importClause?.namedBindings
        const names = bindings !== undefined && compiler().isNamedImports(bindings) ? bindings.elements : []
        return (
          isOurs(statement.moduleSpecifier) &&
          names.some(({ name, propertyName }) => name.text === 'defineConfig' && propertyName === undefined)
        )
      }
      const required = compiler().isVariableStatement(statement) ? statement.declarationList.declarations : []
      return required.some(
        ({ name, initializer }) =>
          /^\{\s*defineConfig,?\s*\}$/.test(name.getText(source)) &&
          initializer !== undefined &&
          compiler().isCallExpression(initializer) &&
          initializer.expression.getText(source) === 'require' &&
          isOurs(initializer.arguments[0]),
      )
    })
  )
}

function isOurs(from: ts.Expression | undefined): boolean {
  return from !== undefined && compiler().isStringLiteral(from) && from.text === 'create-session'
}

/** The value of a `const` at the top of this file. One that refers to itself is no literal. */
function constant(source: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of source.statements) {
    if (compiler().isVariableStatement(statement) && statement.declarationList.flags & compiler().NodeFlags.Const) {
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
    (compiler().isIdentifier(node) && node.text === name) ||
    (compiler().forEachChild(node, (child) => mentions(child, name)) ?? false)
  )
}
