// Finds the function that a file exports for the framework to call.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { HookMeta } from '../../templates/wire-meta.ts'
import { bare, isOneOf, originOf, type Source } from './source.ts'

/** One whose file may hold other functions that run in turn. */
export type ComposedHook = HookMeta & { readonly compose: NonNullable<HookMeta['compose']> }

export type Hook =
  /** The file exports nothing of that name. */
  | { readonly kind: 'none' }
  /** A value: a function, or what makes one. `composed` is the call that runs several functions, where it is one. */
  | {
      readonly kind: 'value'
      readonly node: ts.Expression
      readonly statement: ts.Statement
      readonly composed: ts.CallExpression | null
    }
  | {
      readonly kind: 'function'
      readonly node: ts.FunctionDeclaration
      readonly statement: ts.Statement
      readonly composed: null
    }
  /** It is there, and cannot be told from here. */
  | { readonly kind: 'hidden'; readonly how: string }

export function findHook(source: Source, hook: ComposedHook): Hook {
  const { statements } = source.file
  const exported = statements.filter(compiler().isExportDeclaration)
  const all = exported.find(({ exportClause }) => exportClause === undefined)
  const clause = exported.find(({ exportClause }) => exportsName(exportClause, hook.name))
  const local = clause === undefined ? hook.name : localName(clause, hook.name)
  if (clause?.moduleSpecifier !== undefined || local === null) {
    return { kind: 'hidden', how: (clause ?? all)?.getText() ?? hook.name }
  }
  for (const statement of statements) {
    if (clause === undefined && !isExported(statement)) {
      continue
    }
    const found = declaredIn(source, statement, local, hook)
    if (found !== null) {
      return found
    }
  }
  const hidden = clause ?? all
  return hidden === undefined ? { kind: 'none' } : { kind: 'hidden', how: hidden.getText() }
}

function declaredIn(source: Source, statement: ts.Statement, name: string, hook: ComposedHook): Hook | null {
  if (compiler().isFunctionDeclaration(statement) && statement.name?.text === name) {
    return statement.body === undefined
      ? { kind: 'hidden', how: 'a declaration without a body' }
      : { kind: 'function', node: statement, statement, composed: null }
  }
  for (const declaration of compiler().isVariableStatement(statement) ? statement.declarationList.declarations : []) {
    if (!compiler().isIdentifier(declaration.name)) {
      if (bindsName(declaration.name, name)) {
        return { kind: 'hidden', how: `${declaration.name.getText()} = …` }
      }
    } else if (declaration.name.text === name) {
      const { initializer: node } = declaration
      return node === undefined
        ? { kind: 'hidden', how: statement.getText() }
        : { kind: 'value', node, statement, composed: composedBy(source, node, hook) }
    }
  }
  return null
}

function composedBy(source: Source, node: ts.Expression, { compose }: ComposedHook): ts.CallExpression | null {
  const value = bare(node)
  const names = { modules: [compose.module], names: [compose.name] }
  return compiler().isCallExpression(value) && isOneOf(originOf(source, value.expression), names) ? value : null
}

function isExported(statement: ts.Statement): boolean {
  return (
    compiler().canHaveModifiers(statement) &&
    (compiler()
      .getModifiers(statement)
      ?.some(({ kind }) => kind === compiler().SyntaxKind.ExportKeyword) ??
      false)
  )
}

function exportsName(clause: ts.NamedExportBindings | undefined, name: string): boolean {
  return (
    clause !== undefined &&
    compiler().isNamedExports(clause) &&
    clause.elements.some((element) => element.name.text === name)
  )
}

/** `handle` of `export { auth as handle }` is called `auth` in the file. */
function localName({ exportClause }: ts.ExportDeclaration, name: string): string | null {
  const elements = exportClause !== undefined && compiler().isNamedExports(exportClause) ? exportClause.elements : []
  const element = elements.find((each) => each.name.text === name)
  return element === undefined ? null : (element.propertyName ?? element.name).text
}

function bindsName(pattern: ts.BindingPattern, name: string): boolean {
  return pattern.elements.some((element) => compiler().isBindingElement(element) && element.name.getText() === name)
}
