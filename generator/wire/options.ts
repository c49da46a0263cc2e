// Wires the sessions into a list in the options of the application that one file makes: TanStack Start's `requestMiddleware`.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { OptionsMeta } from '../../templates/wire-meta.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { normalised } from '../reconcile/text.ts'
import { freeName, namesIn } from './names.ts'
import { recordIn } from './record-in.ts'
import { snippetOf, specifierOf } from './snippet.ts'
import { bare, isBroken, originOf, parseSource, type Source, walk } from './source.ts'
import { type FileStyle, insertAbove, insertBelow, insertion, restyle, styleOf } from './style.ts'
import { ownStyle } from './unable.ts'
import type { WireInput, Wiring } from './wiring.ts'

export function wireIntoOptions(input: WireInput, options: OptionsMeta): Wiring {
  const { file, maker, list } = options
  const path = ['.ts', '.tsx', '.js', '.jsx']
    .map((extension) => file + extension)
    .find((each) => input.read(each) !== null)
  const text = path === undefined ? '' : (input.read(path) ?? '')
  const usual = path ?? `${file}${input.facts.isTypeScript ? '.ts' : '.js'}`
  if (input.usage.clientSetup !== '') {
    return unableWithClient(input, options, usual)
  }
  if (path === undefined) {
    return { ...wireNew(input, options, usual, ''), isNew: true }
  }
  const fail = (why: string): Wiring => unable(input, options, path, why)
  if (isBroken(path, text)) {
    return fail(`${path} does not parse`)
  }
  const source = parseSource(path, text)
  if (source.file.statements.length === 0) {
    return wireNew(input, options, path, text)
  }
  const made = callsIn(source, options)
  const [call] = made
  if (call === undefined || made.length > 1) {
    return fail(`${path} has ${made.length === 0 ? 'no' : 'more than one'} ${maker}()`)
  }
  const object = returnedBy(call.arguments[0])
  const imported = source.file.statements.findLast(compiler().isImportDeclaration)
  const statement = source.file.statements.find((each) => each.pos <= call.pos && call.end <= each.end)
  if (object === null || imported === undefined || statement === undefined) {
    return fail(`what ${maker}() is given in ${path} does not return its options there`)
  }
  const member = object.properties.find((each) => each.name?.getText() === list)
  const value = member !== undefined && compiler().isPropertyAssignment(member) ? bare(member.initializer) : null
  if (member !== undefined && (value === null || !compiler().isArrayLiteralExpression(value))) {
    return fail(`${list} is no list of its own in ${path}`)
  }
  const style = styleOf(source.file, imported)
  const { imports, name, declaration } = linesOf(input, options, path, style, source)
  const edits = [
    insertBelow(imported, imports, style),
    insertAbove(statement, [declaration, ''], style),
    value !== null && compiler().isArrayLiteralExpression(value)
      ? first(value.elements, value, name)
      : first(object.properties, object, memberIn(object, `${list}: [${name}]`, style)),
  ]
  return doneWith(input, path, text, edits)
}

/** What its callee is not imported from the framework is another function. */
function callsIn(source: Source, { module, maker }: OptionsMeta): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = []
  walk(source.file, (node) => {
    const origin = compiler().isCallExpression(node) ? originOf(source, node.expression) : null
    if (compiler().isCallExpression(node) && origin?.module === module && origin.name === maker) {
      calls.push(node)
    }
  })
  return calls
}

/** The object that a function returns, whatever happens; null where it may return another. */
function returnedBy(node: ts.Expression | undefined): ts.ObjectLiteralExpression | null {
  if (node === undefined || !(compiler().isArrowFunction(node) || compiler().isFunctionExpression(node))) {
    return null
  }
  const { body } = node
  const [only, ...others] = compiler().isBlock(body) ? body.statements : []
  const returned = compiler().isBlock(body)
    ? only !== undefined && compiler().isReturnStatement(only) && others.length === 0
      ? only.expression
      : undefined
    : body
  const value = returned === undefined ? null : bare(returned)
  return value !== null && compiler().isObjectLiteralExpression(value) ? value : null
}

/** Of an object that has no other, with the spaces that the file has in braces. */
function memberIn({ properties }: ts.ObjectLiteralExpression, text: string, { hasSpacesInBraces }: FileStyle): string {
  return properties.length === 0 && hasSpacesInBraces ? ` ${text} ` : text
}

/** On a line of its own where the others are. */
function first(others: ts.NodeArray<ts.Node>, parent: ts.Expression, text: string): Edit {
  const [next] = others
  if (next === undefined) {
    return insertion(parent.getStart() + 1, text)
  }
  const between = parent.getSourceFile().text.slice(parent.getStart() + 1, next.getStart())
  return insertion(next.getStart(), `${text},${/^\s*\n\s*$/.test(between) ? between : ' '}`)
}

/** A file that holds nothing else. */
function wireNew(
  input: WireInput,
  options: OptionsMeta,
  path: string,
  before: string,
): Extract<Wiring, { kind: 'done' }> {
  const { module, maker, exported, list, middleware, before: standard } = options
  const style = ownStyle(input)
  const { imports, name, declaration } = linesOf(input, options, path, style, null)
  const code = (line: string): string => restyle(line, style)
  const names = [standard.maker, middleware.maker, maker].toSorted().join(', ')
  const lines = [
    code(`import { ${names} } from '${module}'`),
    ...imports.slice(1),
    '',
    code(`const ${standard.name} = ${standard.maker}(${standard.argument})`),
    declaration,
    '',
    code(`export const ${exported} = ${maker}(() => ({ ${list}: [${standard.name}, ${name}] }))`),
  ]
  return doneWith(input, path, before, [insertion(before.length, `${lines.join(style.endOfLine)}${style.endOfLine}`)])
}

/** @returns The framework's import first, where the file does not have it. */
function linesOf(
  input: WireInput,
  { module, middleware }: OptionsMeta,
  path: string,
  style: FileStyle,
  source: Source | null,
): { readonly imports: readonly string[]; readonly name: string; readonly declaration: string } {
  const snippet = snippetOf(input, {
    style,
    manner: 'import',
    specifier: specifierOf(input, path),
    source,
    canAwait: true,
  })
  const taken = new Set(source === null ? [] : namesIn(source.file))
  const known = [...(source?.bindings ?? [])].find(
    ([, origin]) => origin.module === module && origin.name === middleware.maker,
  )?.[0]
  const maker = known ?? freeName([middleware.maker, `${middleware.maker}ForSessions`], taken)
  const imported = maker === middleware.maker ? maker : `${middleware.maker} as ${maker}`
  const { session } = input
  const names = [
    'sessionMiddleware',
    ...(session === null ? [] : [`${session}SessionMiddleware`]),
    'sessionsMiddleware',
  ]
  const name = freeName(names, taken)
  return {
    imports: [
      ...(known === undefined ? [restyle(`import { ${imported} } from '${module}'`, style)] : []),
      ...snippet.imports,
    ],
    name,
    declaration: `const ${name} = ${maker}().${middleware.method}(${snippet.call})${style.semicolons ? ';' : ''}`,
  }
}

/** Lines for a person to put in. */
function unable(input: WireInput, options: OptionsMeta, path: string, why: string): Wiring {
  const { imports, name, declaration } = linesOf(input, options, path, ownStyle(input), null)
  const where = `in ${path}, and \`${name}\` first in \`${options.list}\` of what ${options.maker}() is given`
  return { kind: 'unable', why, paste: [...imports, '', declaration].join('\n'), where }
}

function unableWithClient(input: WireInput, options: OptionsMeta, path: string): Wiring {
  const { serverModule, middleware, list, maker } = options
  const beside = posix.join(posix.dirname(path), serverModule) + input.plan.fileExtension
  const style = ownStyle(input)
  const { imports, setup, call } = snippetOf(input, {
    style,
    manner: 'import',
    specifier: specifierOf(input, beside),
    source: null,
    canAwait: true,
  })
  const exported = `export const handleSession = ${call}${style.semicolons ? ';' : ''}`
  return {
    kind: 'unable',
    why: `${path} goes to the browser too, and what connects to a store must not`,
    paste: [...imports, '', ...setup, '', exported].join('\n'),
    where: `in ${beside}; and in ${path} \`${middleware.maker}().${middleware.method}(handleSession)\`, first in \`${list}\` of what ${maker}() is given`,
  }
}

function doneWith(
  input: WireInput,
  path: string,
  before: string,
  edits: readonly Edit[],
): Extract<Wiring, { kind: 'done' }> {
  const record = { ...recordIn(input, path), insertions: edits.map(({ text }) => normalised(text)) }
  return { kind: 'done', path, before, text: applyEdits(before, edits), edits, record }
}
