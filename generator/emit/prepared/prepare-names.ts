// What the names of an authored module stand for, as the compiler binds them.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { actsItself, isCallable } from '../specialise/parameters.ts'
import { link } from '../specialise/program.ts'
import { acts, unitOf, unitsOf } from '../specialise/prune.ts'
import { specifiersOf } from '../specialise/relink.ts'
import { errorAt } from '../specialise/trivia.ts'
import { declaredNames, exportedNameOf } from './declared-names.ts'
import type {
  Names,
  Range,
  StoredArgument,
  StoredCallable,
  StoredImport,
  StoredReference,
  StoredStatement,
  StoredSymbol,
} from './prepared.ts'

export function namesOf(source: string, text: string): Names {
  const { fileOf, meanings } = link(new Map([[source, text]]))
  const file = fileOf(source)
  const { statements } = file
  const specifiers = specifiersOf(file)
  const indices = new Map<ts.Symbol, number>()
  const symbols: StoredSymbol[] = []
  const references: StoredReference[] = []
  const callables: StoredCallable[] = []

  refuseUnknownForms()
  collect(file)
  statements.flatMap(declaredNames).forEach((name) => {
    const symbol = symbolOf(name)
    if (symbol !== undefined) {
      indexOf(symbol)
    }
  })
  statements.forEach((statement, index) => {
    if (compiler().isImportDeclaration(statement)) {
      unitsOf(statement).forEach((unit, name) => follow(unit, index, name))
    } else {
      follow(statement, index, null)
    }
  })
  return { statements: statements.map(statementOf), symbols, references, callables }

  function rangeOf(node: ts.Node): Range {
    return [node.getStart(file), node.end]
  }

  /** Ways to name something that no authored module has needed yet. */
  function refuseUnknownForms(): void {
    for (const statement of statements) {
      const isUnknown =
        compiler().isExportDeclaration(statement) ||
        compiler().isExportAssignment(statement) ||
        compiler().isImportEqualsDeclaration(statement)
      if (isUnknown) {
        throw errorAt(file, statement.getStart(file), 'A run cannot follow this statement', 'Export a declaration')
      }
    }
    const imported = new Set<ts.Node>(
      statements.flatMap((it) => (compiler().isImportDeclaration(it) ? [it.moduleSpecifier] : [])),
    )
    for (const specifier of specifiers) {
      const isOfNamespace =
        compiler().isImportDeclaration(specifier.parent) &&
        specifier.parent.importClause?.namedBindings !== undefined &&
        compiler().isNamespaceImport(specifier.parent.importClause.namedBindings)
      if (!imported.has(specifier) || isOfNamespace) {
        throw errorAt(file, specifier.getStart(file), 'A run cannot follow this import', 'Import by name')
      }
    }
  }

  function statementOf(statement: ts.Statement): StoredStatement {
    const modifiers = compiler().canHaveModifiers(statement) ? compiler().getModifiers(statement) : undefined
    const exported = modifiers?.find(({ kind }) => kind === compiler().SyntaxKind.ExportKeyword)
    const space = exported === undefined ? 0 : (/^\s*/.exec(text.slice(exported.end))?.[0].length ?? 0)
    return {
      range: rangeOf(statement),
      acts: acts(statement),
      isAugmentation: compiler().isModuleDeclaration(statement),
      exported: exported === undefined ? null : [exported.getStart(file), exported.end + space],
      imports: compiler().isImportDeclaration(statement) ? importOf(statement) : null,
    }
  }

  function importOf(statement: ts.ImportDeclaration): StoredImport {
    const { importClause: clause, moduleSpecifier } = statement
    const specifier = specifiers.findIndex((each) => each === moduleSpecifier)
    return {
      clause: clause === undefined ? null : rangeOf(clause),
      isTypeOnly: clause?.isTypeOnly === true,
      specifier: specifier === -1 ? null : specifier,
      names: unitsOf(statement).map((unit) => ({
        range: rangeOf(unit),
        isNamed: compiler().isImportSpecifier(unit),
        isTypeOnly: compiler().isImportSpecifier(unit) && unit.isTypeOnly,
      })),
    }
  }

  /** All that could be dropped but for its uses: functions and `#methods`, with their parameters. */
  function collect(node: ts.Node): void {
    if (isCallable(node)) {
      const symbol = node.name === undefined ? undefined : symbolOf(node.name)
      if (symbol !== undefined) {
        callables.push({
          symbol: indexOf(symbol),
          range: rangeOf(node),
          parameters: node.parameters.map((parameter) => parameterOf(parameter)),
        })
      }
    }
    compiler().forEachChild(node, collect)
  }

  function parameterOf(parameter: ts.ParameterDeclaration): StoredCallable['parameters'][number] {
    const { name, dotDotDotToken } = parameter
    const symbol =
      compiler().isIdentifier(name) && !/^(_|this$)/.test(name.text) && dotDotDotToken === undefined
        ? symbolOf(name)
        : undefined
    return {
      pos: parameter.getFullStart(),
      range: rangeOf(parameter),
      symbol: symbol === undefined ? null : indexOf(symbol),
      tags: compiler()
        .getJSDocParameterTags(parameter)
        .map(({ pos }) => pos),
    }
  }

  function follow(node: ts.Node, statement: number, name: number | null): void {
    if (compiler().isIdentifier(node) || compiler().isPrivateIdentifier(node)) {
      const symbol = symbolOf(node)
      if (symbol !== undefined && isOfInterest(symbol, statement)) {
        references.push({ range: rangeOf(node), statement, name, symbol: indexOf(symbol), ...useOf(node, symbol) })
      }
    }
    compiler().forEachChild(node, (child) => follow(child, statement, name))
  }

  /** Whether something could be dropped, or stay, for a use of it. */
  function isOfInterest(symbol: ts.Symbol, statement: number): boolean {
    return (
      indices.has(symbol) ||
      (symbol.declarations ?? []).some((declaration) => {
        const unit = unitOf(declaration)
        return unit !== undefined && unit !== statements[statement]
      })
    )
  }

  function useOf(node: ts.Identifier | ts.PrivateIdentifier, symbol: ts.Symbol): Pick<StoredReference, 'use' | 'call'> {
    const { parent } = node
    const callee = compiler().isPropertyAccessExpression(parent) ? parent : node
    const mayLoseArguments =
      importedBy(symbol.declarations?.[0]) !== null || (symbol.declarations ?? []).some(isCallable)
    if (mayLoseArguments && compiler().isCallExpression(callee.parent) && callee.parent.expression === callee) {
      return { use: 'call', call: callee.parent.arguments.map(argumentOf) }
    }
    if (compiler().isParameter(parent) && parent.name === node) {
      return { use: 'parameter' }
    }
    if (isCallable(parent) && parent.name === node) {
      return { use: 'declaration' }
    }
    return { use: compiler().isImportSpecifier(parent) ? 'import' : 'other' }
  }

  function argumentOf(node: ts.Expression): StoredArgument {
    const acting = actingParts(node)
    return {
      pos: node.getFullStart(),
      range: rangeOf(node),
      ...(compiler().isSpreadElement(node) ? { isSpread: true } : {}),
      ...(acting.length === 0 ? {} : { acts: acting }),
    }
  }

  function actingParts(node: ts.Node): readonly Range[] {
    const parts = actsItself(node) ? [rangeOf(node)] : []
    compiler().forEachChild(node, (child) => {
      parts.push(...actingParts(child))
    })
    return parts
  }

  function symbolOf(node: ts.Node): ts.Symbol | undefined {
    return compiler().isIdentifier(node) || compiler().isPrivateIdentifier(node) ? meanings(node)[0] : undefined
  }

  function indexOf(symbol: ts.Symbol): number {
    const known = indices.get(symbol)
    if (known !== undefined) {
      return known
    }
    const index = symbols.length
    indices.set(symbol, index)
    const declarations = symbol.declarations ?? []
    symbols.push({
      exportedAs: exportedNameOf(symbol),
      imported: importedBy(declarations[0]),
      declarations: declarations.map((declaration) => ({
        range: rangeOf(declaration),
        statement: statements.findIndex(({ pos, end }) => pos <= declaration.pos && declaration.end <= end),
      })),
    })
    return index
  }

  function importedBy(declaration: ts.Node | undefined): StoredSymbol['imported'] {
    const unit = declaration && unitOf(declaration)
    for (const [statement, node] of statements.entries()) {
      const units = compiler().isImportDeclaration(node) ? unitsOf(node) : []
      const name = units.findIndex((each) => each === unit)
      const found = units[name]
      if (found !== undefined) {
        const as = compiler().isImportSpecifier(found) ? (found.propertyName ?? found.name).text : 'default'
        return { statement, name, as }
      }
    }
    return null
  }
}
