// TypeScript to JavaScript whose types stand in JSDoc, by text edits: comments, blank lines and order stay.
import { posix } from 'node:path'
import { ts } from 'ts-morph'
import { augmentationsOf, hasAugmentation } from './augmentations.ts'
import { type DocComment, printDoc } from './doc-comment.ts'
import { eraseTypes } from './erase-types.ts'
import { applyEdits, type Edit } from './specialise/edits.ts'
import { errorAt, removal } from './specialise/trivia.ts'
import { docOf, templateTags, typedefDoc } from './type-tags.ts'

/** Finds the emitted file that a relative specifier leads to. */
type Follow = (specifier: string) => ts.SourceFile | undefined

/** @param files TypeScript by path; the paths already end in `.js` or `.mjs`, and so do the imports. */
export function toJavaScript(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const parsed = new Map(
    [...files].map(([path, text]) => [
      path,
      ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS),
    ]),
  )
  const result = new Map<string, string>()
  for (const [path, file] of parsed) {
    const edits = file.statements.flatMap((statement) =>
      convert(file, statement, (specifier) => parsed.get(posix.join(posix.dirname(path), specifier))),
    )
    const code = asModule(applyEdits(file.text, edits))
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
  if (ts.isImportDeclaration(statement)) {
    return convertImport(file, statement)
  }
  if (ts.isExportDeclaration(statement)) {
    return convertExport(file, statement, follow)
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    const start = docOf(statement).range?.pos ?? statement.getStart(file)
    return [{ start, end: statement.end, text: printDoc(typedefDoc(statement), '') }]
  }
  if (ts.isModuleDeclaration(statement)) {
    return [removal(file, statement)]
  }
  if (ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) {
    throw errorAt(file, statement.getStart(file), 'JavaScript has no `declare`.', 'Import what is declared.')
  }
  return eraseTypes(file, statement)
}

/** `import type` becomes `@import`; a mixed import becomes both. */
function convertImport(file: ts.SourceFile, statement: ts.ImportDeclaration): readonly Edit[] {
  const clause = statement.importClause
  const specifier = statement.moduleSpecifier.getText(file)
  if (clause?.isTypeOnly) {
    const names = clause.getText(file).replace(/^type\s+/, '')
    return [{ start: statement.getStart(file), end: statement.end, text: `/** @import ${names} from ${specifier} */` }]
  }
  const bindings = clause?.namedBindings
  const names = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
  const types = names.filter(({ isTypeOnly }) => isTypeOnly).map((name) => name.getText(file).replace(/^type\s+/, ''))
  if (types.length === 0) {
    return []
  }
  const values = names.filter(({ isTypeOnly }) => !isTypeOnly).map((name) => name.getText(file))
  const parts = [...(clause?.name ? [clause.name.text] : []), ...(values.length > 0 ? [`{ ${values.join(', ')} }`] : [])]
  const lines = [
    ...(parts.length > 0 ? [`import ${parts.join(', ')} from ${specifier}`] : []),
    `/** @import { ${types.join(', ')} } from ${specifier} */`,
  ]
  return [{ start: statement.getStart(file), end: statement.end, text: lines.join('\n') }]
}

/** A type that is exported again gets a `@typedef` of its own, with the parameters of the original. */
function convertExport(file: ts.SourceFile, statement: ts.ExportDeclaration, follow: Follow): readonly Edit[] {
  const clause = statement.exportClause
  const source = statement.moduleSpecifier
  if (clause === undefined || !ts.isNamedExports(clause)) {
    return []
  }
  const types = clause.elements.filter(({ isTypeOnly }) => statement.isTypeOnly || isTypeOnly)
  const values = clause.elements.filter((element) => !types.includes(element))
  if (types.length === 0) {
    return []
  }
  if (source === undefined || !ts.isStringLiteral(source)) {
    throw errorAt(file, statement.getStart(file), 'A type is exported apart from its declaration.', 'Export it there.')
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
  return [{ start: statement.getStart(file), end: statement.end, text: lines.join('\n') }]
}

function declarationOf(
  file: ts.SourceFile | undefined,
  name: string,
): ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration | undefined {
  return file?.statements
    .filter((it) => ts.isInterfaceDeclaration(it) || ts.isTypeAliasDeclaration(it) || ts.isClassDeclaration(it))
    .find((declaration) => declaration.name?.text === name)
}

/** A file of types alone is still a module. */
function asModule(code: string): string {
  return /^(import|export)\b/m.test(code) ? code : `${code.trimEnd()}\n\nexport {}\n`
}
