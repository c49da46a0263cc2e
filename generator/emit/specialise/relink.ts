// Points the imports of a folded module to where the modules stand in the user's project.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import type { ImportExtension } from '../../plan/planned.ts'
import { applyEdits } from './edits.ts'
import { errorAt } from './trivia.ts'

export interface Links {
  /** What fills a slot: an authored module, both below `templates/`, or a package. */
  readonly slots: Readonly<Record<string, string>>
  /** Where each authored module or template stands in the project, from its root. */
  readonly paths: ReadonlyMap<string, string>
  readonly extension: ImportExtension
}

/** @param source The module's path below `templates/`. */
export function relink(source: string, text: string, links: Links): string {
  const file = compiler().createSourceFile(source, text, compiler().ScriptTarget.Latest, true)
  const from = links.paths.get(source)
  if (from === undefined) {
    throw errorAt(file, 0, 'The plan does not emit this module', 'Add it to the modules of the plan')
  }
  const edits = specifiersOf(file).map((specifier) => {
    const found = targetOf(source, from, specifier.text, links)
    if (found === null) {
      const authored = posix.join(posix.dirname(source), specifier.text)
      const message = `\`${specifier.text}\` leads to ${links.slots[authored] ?? authored}, which the plan does not emit`
      throw errorAt(
        file,
        specifier.getStart(file),
        message,
        'Add it to the modules of the plan, or guard the import with `@when`',
      )
    }
    return { start: specifier.getStart(file) + 1, end: specifier.end - 1, text: found.specifier }
  })
  return applyEdits(text, edits)
}

/** Where an import leads to in the project. */
export interface Target {
  readonly specifier: string
  /** From the project's root; null for a package. */
  readonly path: string | null
}

/**
 * @param source The importing module's path below `templates/`, and where it stands in the project.
 * @returns Null if the plan does not emit what is imported.
 */
export function targetOf(source: string, from: string, authoredSpecifier: string, links: Links): Target | null {
  const authored = posix.join(posix.dirname(source), authoredSpecifier)
  const filled = links.slots[authored] ?? authored
  if (!/\.(ts|hbs)$/.test(filled)) {
    return { specifier: filled, path: null }
  }
  const path = links.paths.get(filled)
  return path === undefined ? null : { specifier: specifierTo(from, path, links.extension), path }
}

/** The import specifier that leads from one emitted file to another. */
export function specifierTo(from: string, target: string, extension: ImportExtension): string {
  const path = posix.relative(posix.dirname(from), target.replace(/\.[mc]?[jt]s$/, ''))
  return `${path.startsWith('.') ? path : `./${path}`}${extension}`
}

/** Every relative specifier: imports, re-exports, `import('./x.ts')` as type and as value, augmentations. */
export function specifiersOf(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = []
  const visit = (node: ts.Node): void => {
    const { parent } = node
    if (compiler().isStringLiteralLike(node) && /^\.\.?\//.test(node.text)) {
      const isImport =
        compiler().isImportDeclaration(parent) ||
        compiler().isExportDeclaration(parent) ||
        compiler().isModuleDeclaration(parent)
      const isType = compiler().isLiteralTypeNode(parent) && compiler().isImportTypeNode(parent.parent)
      const isCall =
        compiler().isCallExpression(parent) && parent.expression.kind === compiler().SyntaxKind.ImportKeyword
      if (isImport || isType || isCall) {
        found.push(node)
      }
    }
    compiler().forEachChild(node, visit)
  }
  visit(file)
  return found
}
