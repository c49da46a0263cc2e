// Below which statement of a file an import belongs, and how the file takes in other modules.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { type Application } from './applications.ts'
import type { Manner } from './snippet.ts'
import { originOf, type Source } from './source.ts'
import { type FileStyle, styleOf } from './style.ts'

export interface ImportPlace {
  readonly manner: Manner
  /** The last import at the head of the file; null where modules are required inside of functions only. */
  readonly after: ts.Statement | null
  /** The first statement of a file that imports nothing; null for other files. */
  readonly above: ts.Statement | null
  readonly style: FileStyle
}

/**
 * Null where a file takes in modules in no way that others could follow.
 *
 * @param application Null where the file makes none: a file that requires modules inside of functions only is no such file then.
 */
export function importPlaceOf(source: Source, application: Application | null): ImportPlace | null {
  const { statements } = source.file
  const imports = headOf(
    statements,
    (node) => compiler().isImportDeclaration(node) || compiler().isImportEqualsDeclaration(node),
  )
  const lastImport = imports.at(-1)
  if (lastImport !== undefined) {
    const manner = imports.some(compiler().isImportDeclaration) ? 'import' : 'import-equals'
    return { manner, after: lastImport, above: null, style: styleOf(source.file, lastImport) }
  }
  const required = headOf(statements, (node) => isRequiring(source, node)).at(-1)
  if (required !== undefined) {
    return { manner: 'require', after: required, above: null, style: styleOf(source.file, required) }
  }
  if (application !== null && /\brequire\s*\(/.test(source.file.text)) {
    const neighbour = application.statement ?? statementAround(application.made)
    return { manner: 'require', after: null, above: null, style: styleOf(source.file, neighbour) }
  }
  const first = statements.find((statement) => !isDirective(statement))
  if (first !== undefined && !/\bimport\s*\(/.test(source.file.text)) {
    const manner = /^\s*(module\.)?exports\b/m.test(source.file.text) ? 'require' : 'import'
    return { manner, after: null, above: first, style: styleOf(source.file, first) }
  }
  return null
}

/** `'use strict'` has to stay first. */
function isDirective(statement: ts.Statement): boolean {
  return compiler().isExpressionStatement(statement) && compiler().isStringLiteral(statement.expression)
}

/** The first run of statements of a kind. */
function headOf(
  statements: readonly ts.Statement[],
  isKind: (statement: ts.Statement) => boolean,
): readonly ts.Statement[] {
  const first = statements.findIndex(isKind)
  const rest = first < 0 ? [] : statements.slice(first)
  const end = rest.findIndex((statement) => !isKind(statement))
  return end < 0 ? rest : rest.slice(0, end)
}

/** `const x = require('x')`, also of a member or with a call, and `require('x')` by itself. */
function isRequiring(source: Source, statement: ts.Statement): boolean {
  if (compiler().isExpressionStatement(statement)) {
    return isRequired(source, statement.expression)
  }
  return (
    compiler().isVariableStatement(statement) &&
    statement.declarationList.declarations.some(
      ({ initializer }) => initializer !== undefined && isRequired(source, initializer),
    )
  )
}

function isRequired(source: Source, node: ts.Expression): boolean {
  if (
    compiler().isCallExpression(node) &&
    !(compiler().isIdentifier(node.expression) && node.expression.text === 'require')
  ) {
    return isRequired(source, node.expression)
  }
  if (compiler().isPropertyAccessExpression(node)) {
    return isRequired(source, node.expression)
  }
  return compiler().isCallExpression(node) && originOf(source, node) !== null
}

function statementAround(node: ts.Node): ts.Statement {
  return compiler().isStatement(node) ? node : statementAround(node.parent)
}
