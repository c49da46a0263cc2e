// A source file as far as its wiring is concerned: where its names come from.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { ExportedNames } from '../../templates/wire-meta.ts'

/** What an expression stands for: an export of a module, '' for the module itself and its default; of a member of one, both names. */
export interface Origin {
  readonly module: string
  readonly name: string
}

export interface Source {
  readonly path: string
  readonly file: ts.SourceFile
  /** What each imported or required name of the file stands for. */
  readonly bindings: ReadonlyMap<string, Origin>
}

export function parseSource(path: string, text: string): Source {
  const file = compiler().createSourceFile(path, text, compiler().ScriptTarget.Latest, true)
  return { path, file, bindings: bindingsOf(file) }
}

/** Whether a file does not parse: it would be changed blindly. */
export function isBroken(path: string, text: string): boolean {
  const { diagnostics = [] } = compiler().transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      target: compiler().ScriptTarget.Latest,
      module: compiler().ModuleKind.ESNext,
      jsx: compiler().JsxEmit.Preserve,
    },
  })
  return diagnostics.length > 0
}

/** The export of a module that an expression stands for; null for anything else. */
export function originOf({ bindings }: Pick<Source, 'bindings'>, node: ts.Expression): Origin | null {
  const value = bare(node)
  if (compiler().isIdentifier(value)) {
    return bindings.get(value.text) ?? null
  }
  if (compiler().isPropertyAccessExpression(value)) {
    const owner = originOf({ bindings }, value.expression)
    if (owner === null) {
      return null
    }
    const { module, name } = owner
    return { module, name: name === '' ? nameOf(value.name.text) : `${name}.${value.name.text}` }
  }
  const module = compiler().isCallExpression(value) ? loadedModule(value) : null
  return module === null ? null : { module, name: '' }
}

export function isOneOf(origin: Origin | null, names: ExportedNames): boolean {
  return origin !== null && names.modules.includes(withoutVersion(origin.module)) && names.names.includes(origin.name)
}

/** Whether an expression is something that is there without an import, as it is written: `Deno.serve`. */
export function isGlobal({ bindings }: Source, node: ts.Expression, { modules, names }: ExportedNames): boolean {
  const name = bare(node).getText()
  return modules.includes('globalThis') && names.includes(name) && !bindings.has(name.split('.')[0] ?? name)
}

/** Without parentheses, types, and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  return compiler().isParenthesizedExpression(node) ||
    compiler().isAsExpression(node) ||
    compiler().isSatisfiesExpression(node) ||
    compiler().isNonNullExpression(node) ||
    compiler().isTypeAssertionExpression(node) ||
    compiler().isAwaitExpression(node)
    ? bare(node.expression)
    : node
}

/** Calls `visit` for each node of a tree, in the order of the text. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  compiler().forEachChild(node, (child) => walk(child, visit))
}

export function lineOf(file: ts.SourceFile, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line + 1
}

function bindingsOf(file: ts.SourceFile): ReadonlyMap<string, Origin> {
  const found = new Map<string, Origin>()
  walk(file, (node) => {
    if (compiler().isImportDeclaration(node) && compiler().isStringLiteral(node.moduleSpecifier)) {
      bindImport(found, node, node.moduleSpecifier.text)
    } else if (
      compiler().isImportEqualsDeclaration(node) &&
      compiler().isExternalModuleReference(node.moduleReference)
    ) {
      const { expression } = node.moduleReference
      found.set(node.name.text, { module: compiler().isStringLiteral(expression) ? expression.text : '', name: '' })
    } else if (compiler().isVariableDeclaration(node) && node.initializer !== undefined) {
      bindRequired(found, node.name, originOf({ bindings: found }, node.initializer))
    }
  })
  return found
}

function bindImport(found: Map<string, Origin>, { importClause }: ts.ImportDeclaration, module: string): void {
  if (importClause?.isTypeOnly === true) {
    return
  }
  if (importClause?.name !== undefined) {
    found.set(importClause.name.text, { module, name: '' })
  }
  const bindings = importClause?.namedBindings
  if (bindings !== undefined && compiler().isNamespaceImport(bindings)) {
    found.set(bindings.name.text, { module, name: '' })
  }
  if (bindings !== undefined && compiler().isNamedImports(bindings)) {
    for (const { name, propertyName } of bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly)) {
      found.set(name.text, { module, name: nameOf((propertyName ?? name).text) })
    }
  }
}

/** `const x = require('m')`, `const { a, b: c } = require('m')`, and `const json = express.json`. */
function bindRequired(found: Map<string, Origin>, name: ts.BindingName, origin: Origin | null): void {
  if (origin === null) {
    return
  }
  if (compiler().isIdentifier(name)) {
    found.set(name.text, origin)
  } else if (compiler().isObjectBindingPattern(name) && origin.name === '') {
    for (const element of name.elements) {
      if (compiler().isIdentifier(element.name)) {
        const member = (element.propertyName ?? element.name).getText()
        found.set(element.name.text, { module: origin.module, name: nameOf(member) })
      }
    }
  }
}

/** The module of `require('m')` and `import('m')`. */
function loadedModule(call: ts.CallExpression): string | null {
  const isLoad =
    call.expression.kind === compiler().SyntaxKind.ImportKeyword ||
    (compiler().isIdentifier(call.expression) && call.expression.text === 'require')
  const [specifier] = call.arguments
  return isLoad && specifier !== undefined && compiler().isStringLiteralLike(specifier) ? specifier.text : null
}

function nameOf(exported: string): string {
  return exported === 'default' ? '' : exported
}

/** Deno names a version behind the package: `npm:hono@4/cors`. */
function withoutVersion(module: string): string {
  return module.replace(/^((?:npm|jsr):@?[^@]+)@[^/]+/, '$1')
}
