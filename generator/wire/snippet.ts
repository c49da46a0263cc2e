// What is put in: the import, the driver's connection where there is one, and the call.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { isFromOutput } from './calls.ts'
import { freeName, namesIn, rename } from './names.ts'
import type { Source } from './source.ts'
import { type FileStyle, restyle } from './style.ts'
import type { WireInput } from './wiring.ts'

/** How a file takes in other modules. `require` takes in ES modules as well, since Node.js 20.19 and 22.12. */
export type Manner = 'import' | 'require' | 'import-equals'

/** Lines in the style of a file, without indentation. */
export interface Snippet {
  readonly imports: readonly string[]
  readonly setup: readonly string[]
  /** `sessions({ client })` */
  readonly call: string
}

export interface Surroundings {
  readonly style: FileStyle
  readonly manner: Manner
  /** How the file names the code's folder. */
  readonly specifier: string
  /** Null where the file is not known. */
  readonly source: Source | null
  readonly canAwait: boolean
}

export function snippetOf(input: WireInput, surroundings: Surroundings): Snippet {
  const { usage, session } = input
  const { source, specifier, style, manner } = surroundings
  const taken = new Set(source === null ? [] : namesIn(source.file))
  const known = [...(source?.bindings ?? [])]
  const imports: string[] = []
  const names = new Map<string, string>()
  const imported = readImports(usage.clientImport)
  for (const { module, names: ofModule } of manner === 'import-equals' ? imported : []) {
    const whole = ofModule.find(({ exported }) => exported === '')?.name ?? identifierOf(module)
    const local = freeName([whole, `${whole}Module`], taken)
    ofModule.forEach(({ name, exported }) => names.set(name, exported === '' ? local : `${local}.${name}`))
    imports.push(importLine(surroundings, [['', local]], module))
  }
  for (const { module, names: ofModule } of manner === 'import-equals' ? [] : imported) {
    const missing: [exported: string, own: string][] = []
    for (const { name, exported } of ofModule) {
      const local = known.find(([, origin]) => origin.module === module && origin.name === exported)?.[0]
      const own = local ?? freeName([name, `${name}ForSessions`], taken)
      names.set(name, own)
      if (local === undefined) {
        missing.push([exported, own])
      }
    }
    if (missing.length > 0) {
      imports.push(importLine(surroundings, missing, module))
    }
  }
  for (const name of declaredIn(usage.clientSetup)) {
    names.set(name, freeName([name, `session${capital(name)}`, `${session ?? 'own'}Session${capital(name)}`], taken))
  }
  const there = known.find(
    ([, { module, name }]) => name === 'sessions' && source !== null && isFromOutput(input, source.path, module),
  )?.[0]
  const own = manner === 'import-equals' ? 'sessionsModule' : 'sessions'
  const local = there ?? freeName([own, ...(session === null ? [] : [`${session}Sessions`]), 'createSessions'], taken)
  if (there === undefined) {
    imports.push(importLine(surroundings, [['sessions', local]], specifier))
  }
  const callee = there === undefined && manner === 'import-equals' ? `${local}.sessions` : local
  const setup = usage.clientSetup === '' ? [] : setupLines(usage.clientSetup, names, surroundings)
  const options = usage.options === '' ? '' : rename(usage.options, names)
  return { imports, setup, call: restyle(`${callee}(${options})`, { ...style, semicolons: false }) }
}

/** How a file at `path` imports the code. */
export function specifierOf({ plan }: WireInput, path: string): string {
  const relative = posix.relative(posix.dirname(path), plan.output)
  return `${relative.startsWith('.') ? relative : `./${relative}`}/index${plan.importExtension}`
}

/** A name that a driver is imported under; what is exported is '' for the default. */
interface DriverName {
  readonly name: string
  readonly exported: string
}

/** The module and the names of each `import a, { b } from 'm'`: the driver first, then what that stands on. */
export function readImports(
  lines: string,
): readonly { readonly module: string; readonly names: readonly DriverName[] }[] {
  const file = compiler().createSourceFile('code.ts', lines, compiler().ScriptTarget.Latest, true)
  return file.statements.filter(compiler().isImportDeclaration).map(({ importClause, moduleSpecifier }) => {
    const { name, namedBindings: bindings } = importClause ?? {}
    const elements = bindings !== undefined && compiler().isNamedImports(bindings) ? [...bindings.elements] : []
    return {
      module: compiler().isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '',
      names: [
        ...(name === undefined ? [] : [{ name: name.text, exported: '' }]),
        ...elements.map(({ name: { text } }) => ({ name: text, exported: text })),
      ],
    }
  })
}

/** What a whole module is called: `mysql2Promise`, `sqlite` for `node:sqlite`. */
function identifierOf(module: string): string {
  return module.replace(/^(node:|@)/, '').replaceAll(/\W+(\w)/g, (_, next: string) => next.toUpperCase())
}

/** @param names What is exported, '' for the default, which comes alone; and as what it is known here. */
function importLine(
  { manner, style }: Surroundings,
  names: readonly (readonly [exported: string, own: string])[],
  module: string,
): string {
  const from = `'${module}'`
  const local = names[0]?.[1] ?? ''
  const inBraces = (colon: string): string =>
    names.map(([name, own]) => (name === own ? name : name + colon + own)).join(', ')
  const named = (colon: string): string => (names[0]?.[0] === '' ? local : `{ ${inBraces(colon)} }`)
  switch (manner) {
    case 'import':
      return restyle(`import ${named(' as ')} from ${from}`, style)
    case 'require':
      return restyle(`${style.keyword} ${named(': ')} = require(${from})`, style)
    case 'import-equals':
      return restyle(`import ${local} = require(${from})`, style)
  }
}

function setupLines(
  setup: string,
  names: ReadonlyMap<string, string>,
  { style, canAwait }: Surroundings,
): readonly string[] {
  const code = statementsOf(setup).map((statement) => {
    const { expression } = statement as ts.ExpressionStatement
    return compiler().isExpressionStatement(statement) && compiler().isAwaitExpression(expression) && !canAwait
      ? `${expression.expression.getText()}.catch((error) => console.error(error))`
      : statement.getText()
  })
  return restyle(renameStatements(code.join('\n'), names), style).split('\n')
}

function renameStatements(code: string, names: ReadonlyMap<string, string>): string {
  return rename(`async () => {\n${code}\n}`, names).slice('async () => {\n'.length, -'\n}'.length)
}

function declaredIn(setup: string): readonly string[] {
  return statementsOf(setup).flatMap((statement) =>
    compiler().isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText())
      : [],
  )
}

function statementsOf(code: string): readonly ts.Statement[] {
  return [...compiler().createSourceFile('code.ts', code, compiler().ScriptTarget.Latest, true).statements]
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
