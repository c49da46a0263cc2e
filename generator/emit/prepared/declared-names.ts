// What the statements at the top of an authored module declare, and export.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { unitOf } from '../specialise/prune.ts'

/** What a statement at the top of a module declares: other modules may import it. */
export function declaredNames(statement: ts.Statement): readonly ts.Node[] {
  if (compiler().isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name))
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node }
  return name === undefined ? [] : [name]
}

function boundNames(name: ts.BindingName): readonly ts.Node[] {
  return compiler().isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) => (compiler().isBindingElement(element) ? boundNames(element.name) : []))
}

/** What a module exports has two symbols; a name inside of it stands for the one that it exports. */
export function exportedNameOf(symbol: ts.Symbol): string | null {
  const isExported = (symbol.declarations ?? []).some((declaration) => {
    const unit = unitOf(declaration)
    return (
      unit !== undefined &&
      compiler().canHaveModifiers(unit) &&
      (compiler().getModifiers(unit) ?? []).some(({ kind }) => kind === compiler().SyntaxKind.ExportKeyword) &&
      (declaration === unit ||
        compiler().isVariableDeclaration(declaration) ||
        compiler().isBindingElement(declaration)) &&
      !isLocal(declaration, unit)
    )
  })
  return isExported ? symbol.name : null
}

function isLocal(declaration: ts.Node, unit: ts.Node): boolean {
  for (let node = declaration; node !== unit; node = node.parent) {
    if (compiler().isFunctionLike(node) || compiler().isBlock(node) || compiler().isClassElement(node)) {
      return true
    }
  }
  return false
}
