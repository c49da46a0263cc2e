// TypeScript to JavaScript whose types stand in JSDoc, by text edits: comments, blank lines and order stay.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { augmentationsOf, hasAugmentation } from './augmentations.ts'
import { type DocComment, type DocTag, printDoc } from './doc-comment.ts'
import { eraseTypes } from './erase-types.ts'
import { applyEdits, type Edit } from './specialise/edits.ts'
import { errorAt, removal } from './specialise/trivia.ts'
import { templateTags } from './type-tags.ts'

/** Finds the emitted file that a relative specifier leads to. */
type Follow = (specifier: string) => ts.SourceFile | undefined

/** @param files TypeScript by path; the paths already end in `.js` or `.mjs`, and so do the imports. */
export function toJavaScript(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const parsed = new Map(
    [...files].map(([path, text]) => [
      path,
      compiler().createSourceFile(path, text, compiler().ScriptTarget.Latest, true, compiler().ScriptKind.TS),
    ]),
  )
  const result = new Map<string, string>()
  for (const [path, file] of parsed) {
    const follow: Follow = (specifier) => parsed.get(posix.join(posix.dirname(path), specifier))
    const edits = file.statements.flatMap((statement) => convert(file, statement, follow))
    const code = asModule(applyEdits(file.text, [...convertImports(file), ...edits]))
    if (hasAugmentation(file)) {
      const types = path.replace(/\.(m?)js$/, '-types.d.$1ts')
      result.set(path, `/// <reference path="./${posix.basename(types)}" />\n${code}`)
      result.set(types, augmentationsOf(file))
    } else {
      result.set(path, code)
    }
  }
  return result
}

function convert(file: ts.SourceFile, statement: ts.Statement, follow: Follow): readonly Edit[] {
  if (compiler().isImportDeclaration(statement)) {
    return []
  }
  if (compiler().isExportDeclaration(statement)) {
    return convertExport(file, statement, follow)
  }
  if (compiler().isModuleDeclaration(statement)) {
    return [removal(file, statement)]
  }
  if (
    compiler().canHaveModifiers(statement) &&
    compiler()
      .getModifiers(statement)
      ?.some(({ kind }) => kind === compiler().SyntaxKind.DeclareKeyword)
  ) {
    throw errorAt(file, statement.getStart(file), 'JavaScript has no `declare`', 'Import what is declared')
  }
  return eraseTypes(file, statement)
}

/** Imported types stand together behind the imports that JavaScript sees. */
function convertImports(file: ts.SourceFile): readonly Edit[] {
  const imports = file.statements.filter(compiler().isImportDeclaration)
  const used = hasAugmentation(file) ? namesUsed(file) : null
  const tags = imports.flatMap((statement) => importTags(statement, used))
  const last = imports.at(-1)
  if (last === undefined || tags.length === 0) {
    return []
  }
  const block = printDoc({ description: '', tags }, '')
  const isFirst = imports.every((statement) => valueImport(statement) === undefined)
  return imports.flatMap((statement) => {
    const value = valueImport(statement)
    if (statement !== last) {
      return value === undefined ? removal(file, statement) : replacement(file, statement, value)
    }
    return replacement(
      file,
      statement,
      [value, ...(isFirst ? [] : ['']), block].filter((line) => line !== undefined).join('\n'),
    )
  })
}

/** What stays of an import without its types; undefined if nothing does. */
function valueImport(statement: ts.ImportDeclaration): string | undefined {
  const clause = statement.importClause
  const bindings = clause?.namedBindings
  if (clause?.isTypeOnly) {
    return undefined
  }
  if (clause === undefined || bindings === undefined || compiler().isNamespaceImport(bindings)) {
    return statement.getText()
  }
  const names = bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly).map((name) => name.getText())
  const parts = [...(clause.name ? [clause.name.text] : []), ...(names.length > 0 ? [`{ ${names.join(', ')} }`] : [])]
  return parts.length === 0 ? undefined : `import ${parts.join(', ')} from ${statement.moduleSpecifier.getText()}`
}

/** Names that the file itself uses: what it adds to the types of others stands in a file with imports of its own. */
function namesUsed(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (compiler().isIdentifier(node)) {
      names.add(node.text)
    }
    compiler().forEachChild(node, visit)
  }
  const own = file.statements.filter(
    (node) => !compiler().isImportDeclaration(node) && !compiler().isModuleDeclaration(node),
  )
  own.forEach(visit)
  return names
}

/** @param used The names that count; null for all. */
function importTags(statement: ts.ImportDeclaration, used: ReadonlySet<string> | null): readonly DocTag[] {
  const clause = statement.importClause
  const from = `from ${statement.moduleSpecifier.getText()}`
  const bindings = clause?.namedBindings
  if (clause?.isTypeOnly && (bindings === undefined || compiler().isNamespaceImport(bindings))) {
    return [{ name: 'import', text: `${clause.getText().replace(/^type\s+/, '')} ${from}` }]
  }
  const names = bindings !== undefined && compiler().isNamedImports(bindings) ? bindings.elements : []
  const types = names
    .filter(({ isTypeOnly, name }) => (isTypeOnly || clause?.isTypeOnly === true) && used?.has(name.text) !== false)
    .map((name) => name.getText().replace(/^type\s+/, ''))
  return types.length === 0 ? [] : [{ name: 'import', text: `{ ${types.join(', ')} } ${from}` }]
}

function replacement(file: ts.SourceFile, node: ts.Node, text: string): Edit {
  return { start: node.getStart(file), end: node.end, text }
}

/** A type that is exported again gets a `@typedef` of its own, with the parameters of the original. */
function convertExport(file: ts.SourceFile, statement: ts.ExportDeclaration, follow: Follow): readonly Edit[] {
  const clause = statement.exportClause
  const source = statement.moduleSpecifier
  if (clause === undefined || !compiler().isNamedExports(clause)) {
    return []
  }
  const types = clause.elements.filter(({ isTypeOnly }) => statement.isTypeOnly || isTypeOnly)
  const values = clause.elements.filter((element) => !types.includes(element))
  if (types.length === 0) {
    return []
  }
  if (source === undefined || !compiler().isStringLiteral(source)) {
    throw errorAt(file, statement.getStart(file), 'A type is exported apart from its declaration', 'Export it there')
  }
  const typedefs = types.map((element): DocComment => {
    const original = (element.propertyName ?? element.name).text
    const tags = templateTags(declarationOf(follow(source.text), original) ?? {})
    const parameters = tags.map(({ text }) => text.replace(/^\{.*\} |^const |[[\]]|=.*/g, ''))
    const type = `import('${source.text}').${original}${parameters.length > 0 ? `<${parameters.join(', ')}>` : ''}`
    return { description: '', tags: [...tags, { name: 'typedef', text: `{${type}} ${element.name.text}` }] }
  })
  const kept = values.map((element) => element.getText(file)).join(', ')
  const lines = [
    ...(values.length > 0 ? [`export { ${kept} } from ${source.getText(file)}`] : []),
    ...typedefs.map((doc) => printDoc(doc, '')),
  ]
  return [replacement(file, statement, lines.join('\n'))]
}

function declarationOf(
  file: ts.SourceFile | undefined,
  name: string,
): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | undefined {
  return file?.statements
    .filter(
      (it) =>
        compiler().isInterfaceDeclaration(it) ||
        compiler().isTypeAliasDeclaration(it) ||
        compiler().isClassDeclaration(it),
    )
    .find((declaration) => declaration.name?.text === name)
}

/** A file of types alone is still a module. */
function asModule(code: string): string {
  return /^(import|export)\b/m.test(code) ? code : `${code.trimEnd()}\n\nexport {}\n`
}
