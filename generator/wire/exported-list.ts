// Wires the sessions into a list that one file exports: React Router's `export const middleware = [sessions()]`.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { TargetMeta } from '../../templates/meta.ts'
import type { WireMeta } from '../../templates/wire-meta.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { normalised } from '../reconcile/text.ts'
import { importPlaceOf } from './import-place.ts'
import { recordIn } from './record-in.ts'
import { snippetOf, specifierOf } from './snippet.ts'
import { bare, isBroken, lineOf, parseSource, type Source } from './source.ts'
import { insertBelow, insertion } from './style.ts'
import { unable } from './unable.ts'
import type { WireInput, Wiring } from './wiring.ts'

type List = NonNullable<WireMeta['list']>

export function wireIntoList(input: WireInput, target: TargetMeta, list: List): Wiring {
  const { name, files, serverModule } = list
  const source = findFile(input, files)
  if (source === null) {
    return unable(
      input,
      target,
      `there is no ${target.wire.making}`,
      `in ${target.wire.making}, or where the project has it`,
    )
  }
  const { path, file } = source
  const fail = (why: string, where = `in ${path}, first in \`${name}\``): Wiring =>
    unable(input, target, why, where, specifierOf(input, path))
  if (isBroken(path, file.text)) {
    return fail(`${path} does not parse`)
  }
  if (input.usage.clientSetup !== '') {
    const beside = posix.join(posix.dirname(path), serverModule) + input.plan.fileExtension
    return fail(
      `${path} goes to the browser too, and what connects to a store must not`,
      `in ${beside}; and in ${path} \`export { ${name} } from './${serverModule}'\``,
    )
  }
  const imports = importPlaceOf(source, null)
  if (imports === null || imports.after === null) {
    return fail(`${path} imports nothing`)
  }
  const there = declarationOf(file, name)
  if (there !== null && there.array === null) {
    return fail(`\`${name}\` is no list of its own on line ${lineOf(file, there.node.getStart())}`)
  }
  const { style, manner, after } = imports
  const snippet = snippetOf(input, { style, manner, specifier: specifierOf(input, path), source, canAwait: true })
  const edits: readonly Edit[] =
    there?.array == null
      ? [
          insertBelow(
            after,
            [...snippet.imports, '', `export const ${name} = [${snippet.call}]${style.semicolons ? ';' : ''}`],
            style,
          ),
        ]
      : [
          ...(snippet.imports.length === 0 ? [] : [insertBelow(after, snippet.imports, style)]),
          asFirst(there.array, snippet.call),
        ]
  const text = applyEdits(file.text, edits)
  const insertions = edits.map((edit) => normalised(edit.text))
  return { kind: 'done', path, before: file.text, text, edits, record: { ...recordIn(input, path), insertions } }
}

function findFile({ read }: WireInput, files: readonly string[]): Source | null {
  for (const path of files.flatMap((stem) => ['.tsx', '.jsx', '.ts', '.js'].map((extension) => stem + extension))) {
    const text = read(path)
    if (text !== null) {
      return parseSource(path, text)
    }
  }
  return null
}

/** What the file declares or exports by a name; `array` is null where that is no list with its elements in it. */
function declarationOf(
  { statements }: ts.SourceFile,
  name: string,
): { readonly node: ts.Node; readonly array: ts.ArrayLiteralExpression | null } | null {
  for (const statement of statements) {
    if (compiler().isVariableStatement(statement)) {
      const node = statement.declarationList.declarations.find((each) => each.name.getText() === name)
      const value = node?.initializer === undefined ? null : bare(node.initializer)
      if (node !== undefined) {
        return { node, array: value !== null && compiler().isArrayLiteralExpression(value) ? value : null }
      }
    }
    const clause = compiler().isExportDeclaration(statement) ? statement.exportClause : undefined
    const exports = clause !== undefined && compiler().isNamedExports(clause) ? clause.elements : []
    const isFunction = compiler().isFunctionDeclaration(statement) && statement.name?.text === name
    if (isFunction || exports.some((element) => element.name.text === name && isFromElsewhere(statement, element))) {
      return { node: statement, array: null }
    }
  }
  return null
}

/** Whether an export is not what the file itself declares by that name. */
function isFromElsewhere(statement: ts.Statement, { propertyName }: ts.ExportSpecifier): boolean {
  return (
    propertyName !== undefined || (compiler().isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
  )
}

/** On a line of its own where the others are. */
function asFirst(array: ts.ArrayLiteralExpression, call: string): Edit {
  const [element] = array.elements
  const open = array.getStart() + 1
  if (element === undefined) {
    return insertion(open, call)
  }
  const between = array.getSourceFile().text.slice(open, element.getStart())
  return insertion(element.getStart(), `${call},${/^\s*\n\s*$/.test(between) ? between : ' '}`)
}
