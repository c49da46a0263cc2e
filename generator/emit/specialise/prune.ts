// Drops what nothing needs any more: imports, declarations that are used nowhere, and the `export` of what only its file uses.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { applyEdits, type Edit } from './edits.ts'
import { link, type Parsed } from './program.ts'
import { removal } from './trivia.ts'

/** What goes or stays as a whole: a statement, or one name of an import. */
type Unit = ts.Node

/**
 * Marks what can be reached, by reference and never by name, and sweeps the rest.
 *
 * @param files Text by path, linked to each other.
 * @param roots Paths of the files that are needed as they stand, such as the index.
 * @returns The files without what is unreachable; a file of which nothing is left is missing.
 */
export function prune(
  files: ReadonlyMap<string, string>,
  roots: ReadonlySet<string>,
  parsed?: Parsed,
): ReadonlyMap<string, string> {
  const { fileOf, meanings } = link(files, parsed)
  const live = new Set<Unit>()
  /** Units that another file reads. */
  const shared = new Set<Unit>()
  const queue: Unit[] = []

  for (const path of files.keys()) {
    const isNeeded = roots.has(path) ? () => true : compiler().isModuleDeclaration
    fileOf(path).statements.filter(isNeeded).flatMap(unitsOf).forEach(reach)
  }
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    follow(unit)
  }
  return new Map(
    [...files].flatMap(([path, text]) => {
      const file = fileOf(path)
      if (roots.has(path)) {
        return [[path, text] as const]
      }
      const isNeeded = file.statements.some(
        (statement) => !compiler().isImportDeclaration(statement) && live.has(statement),
      )
      return isNeeded ? [[path, applyEdits(text, sweep(file)).replace(/\n+$/, '\n')] as const] : []
    }),
  )

  function reach(unit: Unit): void {
    if (!live.has(unit)) {
      live.add(unit)
      queue.push(unit)
      unit.getSourceFile().statements.filter(acts).flatMap(unitsOf).forEach(reach)
    }
  }

  function follow(node: ts.Node): void {
    if (compiler().isIdentifier(node)) {
      meanings(node).forEach((symbol) => {
        for (const declaration of symbol.declarations ?? []) {
          const unit = unitOf(declaration)
          if (unit !== undefined) {
            reach(unit)
            if (declaration.getSourceFile() !== node.getSourceFile()) shared.add(unit)
          }
        }
      })
    }
    compiler().forEachChild(node, follow)
  }

  function sweep(file: ts.SourceFile): readonly Edit[] {
    return file.statements.flatMap((statement): readonly Edit[] => {
      if (compiler().isImportDeclaration(statement)) {
        return sweepImport(file, statement)
      }
      if (!live.has(statement)) {
        return [removal(file, statement)]
      }
      const modifiers = compiler().canHaveModifiers(statement) ? compiler().getModifiers(statement) : undefined
      const exported = modifiers?.find(({ kind }) => kind === compiler().SyntaxKind.ExportKeyword)
      if (exported === undefined || shared.has(statement)) {
        return []
      }
      const space = /^\s*/.exec(file.text.slice(exported.end))?.[0].length ?? 0
      return [{ start: exported.getStart(file), end: exported.end + space, text: '' }]
    })
  }

  function sweepImport(file: ts.SourceFile, statement: ts.ImportDeclaration): readonly Edit[] {
    const clause = statement.importClause
    const units = unitsOf(statement)
    const kept = units.filter((unit) => live.has(unit))
    if (clause === undefined || kept.length === units.length) {
      return []
    }
    if (kept.length === 0) {
      return [removal(file, statement)]
    }
    const names = kept.filter(compiler().isImportSpecifier)
    // `import { type A }` would stay at run time as an import of nothing.
    const onlyTypes = names.length === kept.length && names.every(({ isTypeOnly }) => isTypeOnly)
    const inside = names.map((name) => (onlyTypes ? name.getText(file).replace(/^type\s+/, '') : name.getText(file)))
    const parts = kept.filter((unit) => !compiler().isImportSpecifier(unit)).map((unit) => unit.getText(file))
    const bindings = inside.length > 0 ? [`{ ${inside.join(', ')} }`] : []
    const prefix = onlyTypes || clause.isTypeOnly ? 'type ' : ''
    return [{ start: clause.getStart(file), end: clause.end, text: prefix + [...parts, ...bindings].join(', ') }]
  }
}

/** The top-level statement, or the name of an import, that a declaration is part of. */
export function unitOf(declaration: ts.Node): Unit | undefined {
  for (let node = declaration; node.parent !== undefined; node = node.parent) {
    if (
      compiler().isSourceFile(node.parent) ||
      compiler().isImportSpecifier(node) ||
      compiler().isNamespaceImport(node)
    ) {
      return node
    }
    if (compiler().isImportClause(node)) {
      return node.name
    }
  }
  return undefined
}

export function unitsOf(statement: ts.Statement): readonly Unit[] {
  if (!compiler().isImportDeclaration(statement)) {
    return [statement]
  }
  const clause = statement.importClause
  const bindings = clause?.namedBindings
  const names = bindings === undefined ? [] : compiler().isNamedImports(bindings) ? bindings.elements : [bindings]
  return [...(clause?.name === undefined ? [] : [clause.name]), ...names]
}

/** Whether a statement does more than declare: it is needed as soon as its file is. */
export function acts(statement: ts.Statement): boolean {
  return !(
    compiler().isImportDeclaration(statement) ||
    compiler().isVariableStatement(statement) ||
    compiler().isFunctionDeclaration(statement) ||
    compiler().isClassDeclaration(statement) ||
    compiler().isInterfaceDeclaration(statement) ||
    compiler().isTypeAliasDeclaration(statement)
  )
}
