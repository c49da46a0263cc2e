// Drops parameters that folding has left without a use, and what is passed for them.
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { applyEdits, type Edit } from './edits.ts'
import { link, type Parsed } from './program.ts'
import { removal } from './trivia.ts'

export type Callable = ts.FunctionDeclaration | ts.MethodDeclaration

interface Use {
  readonly callable: Callable
  readonly calls: ts.CallExpression[]
  /** It is passed on, or exported to the user: its shape has to stay. */
  isFixed: boolean
}

/**
 * Goes over functions and `#methods` that are only ever called. What is passed for a dropped parameter is not evaluated
 * any more: an argument is a value, and nothing may depend on its being computed.
 *
 * @param files Text by path, linked to each other.
 * @param roots Paths of the files whose exports are the user's.
 */
export function dropParameters(
  files: ReadonlyMap<string, string>,
  roots: ReadonlySet<string>,
  parsed?: Parsed,
): ReadonlyMap<string, string> {
  const { fileOf, meanings } = link(files, parsed)
  const uses = new Map<ts.Symbol, Use>()
  const used = new Set<ts.Symbol>()
  const edits = new Map<ts.SourceFile, Edit[]>()

  const paths = [...files.keys()]
  paths.filter((path) => !roots.has(path)).forEach((path) => collect(fileOf(path)))
  paths.forEach((path) => follow(fileOf(path)))
  for (const use of uses.values()) {
    drop(use)
  }
  if (edits.size === 0) {
    return files
  }
  const next = new Map(paths.map((path) => [path, applyEdits(fileOf(path).text, edits.get(fileOf(path)) ?? [])]))
  return dropParameters(next, roots, parsed)

  function collect(node: ts.Node): void {
    if (isCallable(node)) {
      const { name } = node
      const [symbol] =
        name !== undefined && (compiler().isIdentifier(name) || compiler().isPrivateIdentifier(name))
          ? meanings(name)
          : []
      if (symbol?.declarations?.length === 1) {
        uses.set(symbol, { callable: node, calls: [], isFixed: false })
      }
    }
    compiler().forEachChild(node, collect)
  }

  function follow(node: ts.Node): void {
    if (compiler().isIdentifier(node) || compiler().isPrivateIdentifier(node)) {
      const { parent } = node
      const symbol = meanings(node).at(-1)
      const use = symbol && uses.get(symbol)
      if (symbol !== undefined && !(compiler().isParameter(parent) && parent.name === node)) {
        used.add(symbol)
      }
      const callee = compiler().isPropertyAccessExpression(parent) ? parent : node
      if (use !== undefined && compiler().isCallExpression(callee.parent) && callee.parent.expression === callee) {
        use.calls.push(callee.parent)
      } else if (use !== undefined && use.callable.name !== node && !compiler().isImportSpecifier(parent)) {
        use.isFixed = true
      }
    }
    compiler().forEachChild(node, follow)
  }

  function drop({ callable, calls, isFixed }: Use): void {
    if (isFixed || calls.some((call) => call.arguments.some(compiler().isSpreadElement))) {
      return
    }
    for (const [index, parameter] of callable.parameters.entries()) {
      const { name, dotDotDotToken } = parameter
      const symbol = compiler().isIdentifier(name) && !/^(_|this$)/.test(name.text) ? meanings(name)[0] : undefined
      const given = calls.flatMap((call) => call.arguments.slice(index, index + 1))
      if (symbol !== undefined && dotDotDotToken === undefined && !used.has(symbol) && !given.some(acts)) {
        remove(parameter)
        given.forEach(remove)
        dropTag(parameter)
      }
    }
  }

  function remove(node: ts.Node): void {
    edit(node.getSourceFile(), removal(node.getSourceFile(), node, true))
  }

  /** The lines of a parameter's `@param`. */
  function dropTag(parameter: ts.ParameterDeclaration): void {
    for (const tag of compiler().getJSDocParameterTags(parameter)) {
      const { text } = tag.getSourceFile()
      const start = text.lastIndexOf('\n', tag.pos) + 1
      const lines = /^[^\n]*\n(\s*\* (?!@)[^\n]+\n)*/.exec(text.slice(start))?.[0] ?? ''
      edit(tag.getSourceFile(), { start, end: start + lines.length, text: '' })
    }
  }

  function edit(file: ts.SourceFile, change: Edit): void {
    edits.set(file, [...(edits.get(file) ?? []), change])
  }
}

/** Something with a body that only its name leads to. */
export function isCallable(node: ts.Node): node is Callable {
  const isPrivate = compiler().isMethodDeclaration(node) && compiler().isPrivateIdentifier(node.name)
  return (compiler().isFunctionDeclaration(node) || isPrivate) && node.body !== undefined
}

/** Whether an expression says that it does more than compute. */
function acts(node: ts.Node): boolean {
  return actsItself(node) || (compiler().forEachChild(node, (child) => acts(child) || undefined) ?? false)
}

/** The same, whatever its parts do. */
export function actsItself(node: ts.Node): boolean {
  const isUpdate =
    (compiler().isPrefixUnaryExpression(node) || compiler().isPostfixUnaryExpression(node)) &&
    /^(\+\+|--)$/.test(compiler().tokenToString(node.operator) ?? '')
  const isAssignment =
    compiler().isBinaryExpression(node) &&
    node.operatorToken.kind >= compiler().SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= compiler().SyntaxKind.LastAssignment
  return compiler().isAwaitExpression(node) || isUpdate || isAssignment
}
