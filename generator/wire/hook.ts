// Wires the sessions in where the framework calls a function that a file of its own exports: around that function, if there is one.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { TargetMeta } from '../../templates/meta.ts'
import type { HookMeta } from '../../templates/wire-meta.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { normalised } from '../reconcile/text.ts'
import { type ComposedHook, findHook, type Hook } from './hook-place.ts'
import { freeName, namesIn } from './names.ts'
import { recordIn } from './record-in.ts'
import { type Snippet, snippetOf, specifierOf } from './snippet.ts'
import { isBroken, parseSource, type Source } from './source.ts'
import { type FileStyle, insertAbove, insertBelow, insertion, restyle, styleOf } from './style.ts'
import { exportOf, ownStyle, unable } from './unable.ts'
import type { WireInput, Wiring } from './wiring.ts'

export function wireHook(input: WireInput, target: TargetMeta, hook: HookMeta): Wiring {
  const path = hook.files.flatMap((stem) => [`${stem}.ts`, `${stem}.js`]).find((file) => input.read(file) !== null)
  const text = path === undefined ? null : input.read(path)
  if (path === undefined || text === null) {
    const made = `${hook.files[0]}${input.facts.isTypeScript ? '.ts' : '.js'}`
    return { ...wireNew(input, hook, made, ''), isNew: true }
  }
  if (isBroken(path, text)) {
    return unable(input, target, `${path} does not parse`, `in ${path}, around what it exports`)
  }
  const source = parseSource(path, text)
  if (source.file.statements.length === 0) {
    return wireNew(input, hook, path, text)
  }
  const { compose } = hook
  if (compose === null) {
    return unable(
      input,
      target,
      `${path} is there, and exports something else`,
      'in a file of its own beside it',
      specifierOf(input, path),
    )
  }
  const composed = { ...hook, compose }
  const found = findHook(source, composed)
  if (found.kind === 'hidden') {
    const why = `${path} exports \`${hook.name}\` in a way that no call can be put around: ${found.how}`
    return { ...byHand(input, composed, source), kind: 'unable', why }
  }
  return wireInto(input, composed, source, found)
}

/** Lines that a person puts in, whose own function is called `own` in them. */
function byHand(
  input: WireInput,
  hook: ComposedHook,
  source: Source,
): { readonly paste: string; readonly where: string } {
  const { path } = source
  const style = ownStyle(input)
  const { imports, setup, call } = snippetIn(input, path, style, source)
  const composer = composerOf(source, hook, style)
  const lines = [...composer.imports, ...imports, '', ...apart(setup)]
  return {
    paste: [...lines, lineOf(hook, `${composer.name}(${call}, own)`, style)].join('\n'),
    where: `in ${path}, with what it exports now in the place of \`own\``,
  }
}

/** A file that holds nothing else. */
function wireNew(input: WireInput, hook: HookMeta, path: string, before: string): Extract<Wiring, { kind: 'done' }> {
  const style = ownStyle(input)
  const { imports, setup, call } = snippetIn(input, path, style, null)
  const lines = [...imports, '', ...apart(setup), lineOf(hook, call, style)]
  const edits = [insertion(before.length, `${lines.join(style.endOfLine)}${style.endOfLine}`)]
  return doneWith(
    input,
    path,
    before,
    edits,
    edits.map(({ text }) => text),
  )
}

function wireInto(
  input: WireInput,
  hook: ComposedHook,
  source: Source,
  found: Exclude<Hook, { kind: 'hidden' }>,
): Wiring {
  const { path, file } = source
  const imported = file.statements.findLast(compiler().isImportDeclaration) ?? null
  const [first] = file.statements
  const style = styleOf(file, imported ?? first ?? expectStatement())
  const snippet = snippetIn(input, path, style, source)
  const composer = composerOf(source, hook, style)
  const usesComposer = found.kind !== 'none' && found.composed === null
  const imports = [...(usesComposer ? composer.imports : []), ...snippet.imports]
  const above = (lines: readonly string[], before: ts.Statement): Edit => insertAbove(before, lines, style)
  if (found.kind === 'none') {
    const last = file.statements.at(-1) ?? expectStatement()
    const lines = ['', ...apart(snippet.setup), lineOf(hook, snippet.call, style)]
    const edits =
      imported === last
        ? [insertBelow(last, [...imports, ...lines], style)]
        : [
            imported === null ? above([...imports, ''], first ?? last) : insertBelow(imported, imports, style),
            insertBelow(last, lines, style),
          ]
    return doneWith(
      input,
      path,
      file.text,
      edits,
      edits.map(({ text }) => text),
    )
  }
  const { statement } = found
  const setup = snippet.setup.length === 0 ? [] : [...snippet.setup, '']
  const lines =
    imported !== null
      ? [insertBelow(imported, imports, style), ...(setup.length === 0 ? [] : [above(setup, statement)])]
      : first === statement
        ? [above([...imports, '', ...setup], statement)]
        : [above([...imports, ''], first ?? statement), ...(setup.length === 0 ? [] : [above(setup, statement)])]
  const pieces = piecesIn(found, `${composer.name}(${snippet.call}, `, snippet.call, style)
  const remembered = found.composed === null ? `${composer.name}(${snippet.call})` : (pieces[0]?.text ?? '')
  return doneWith(input, path, file.text, [...lines, ...pieces], [...lines.map(({ text }) => text), remembered])
}

/** A function that is declared becomes the value of a constant of its name. */
function piecesIn(
  found: Extract<Hook, { kind: 'value' | 'function' }>,
  before: string,
  call: string,
  style: FileStyle,
): readonly Edit[] {
  if (found.kind === 'function') {
    const { node } = found
    const start = node
      .getChildren()
      .find(({ kind }) => kind !== compiler().SyntaxKind.SyntaxList && kind !== compiler().SyntaxKind.JSDoc)
    const modifier = compiler()
      .getModifiers(node)
      ?.find(({ kind }) => kind === compiler().SyntaxKind.AsyncKeyword)
    const position = (modifier ?? start ?? node).getStart()
    const name = node.name?.text ?? ''
    return [insertion(position, `const ${name} = ${before}`), insertion(node.end, `)${style.semicolons ? ';' : ''}`)]
  }
  if (found.composed !== null) {
    const [argument] = found.composed.arguments
    return [
      argument === undefined ? insertion(found.composed.end - 1, call) : insertion(argument.getStart(), `${call}, `),
    ]
  }
  return [insertion(found.node.getStart(), before), insertion(found.node.end, ')')]
}

/** The function that runs several in turn, by the name that the file has for it, or is to have. */
function composerOf(
  { file, bindings }: Source,
  { compose: { module, name } }: ComposedHook,
  style: FileStyle,
): { readonly name: string; readonly imports: readonly string[] } {
  const known = [...bindings].find(([, origin]) => origin.module === module && origin.name === name)?.[0]
  if (known !== undefined) {
    return { name: known, imports: [] }
  }
  const local = freeName([name, `${name}Hooks`], new Set(namesIn(file)))
  const names = local === name ? name : `${name} as ${local}`
  return { name: local, imports: [restyle(`import { ${names} } from '${module}'`, style)] }
}

/** Such a file is an ES module, whatever the package is. */
function snippetIn(input: WireInput, path: string, style: FileStyle, source: Source | null): Snippet {
  return snippetOf(input, {
    style,
    manner: 'import',
    specifier: specifierOf(input, path),
    source,
    canAwait: true,
  })
}

function lineOf(hook: HookMeta, call: string, { semicolons }: FileStyle): string {
  return `${exportOf(hook, call)}${semicolons ? ';' : ''}`
}

function apart(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, '']
}

function doneWith(
  input: WireInput,
  path: string,
  before: string,
  edits: readonly Edit[],
  texts: readonly string[],
): Extract<Wiring, { kind: 'done' }> {
  const record = { ...recordIn(input, path), insertions: texts.map(normalised) }
  return { kind: 'done', path, before, text: applyEdits(before, edits), edits, record }
}

function expectStatement(): never {
  throw new Error('a file without statements is one of its own')
}
