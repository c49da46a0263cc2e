// Drops parameters that folding has left without a use, and what is passed for them.
import { ts } from 'ts-morph'
import { applyEdits, type Edit } from './edits.ts'
import { link, type Parsed } from './program.ts'
import { removal } from './trivia.ts'

type Callable = ts.FunctionDeclaration | ts.MethodDeclaration

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
    const isPrivate = ts.isMethodDeclaration(node) && ts.isPrivateIdentifier(node.name)
    if ((ts.isFunctionDeclaration(node) || isPrivate) && node.body !== undefined) {
      const { name } = node
      const [symbol] =
        name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? meanings(name) : []
      if (symbol?.declarations?.length === 1) {
        uses.set(symbol, { callable: node, calls: [], isFixed: false })
      }
    }
    ts.forEachChild(node, collect)
  }

  function follow(node: ts.Node): void {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      const { parent } = node
      const symbol = meanings(node).at(-1)
      const use = symbol && uses.get(symbol)
      if (symbol !== undefined && !(ts.isParameter(parent) && parent.name === node)) {
        used.add(symbol)
      }
      const callee = ts.isPropertyAccessExpression(parent) ? parent : node
      if (use !== undefined && ts.isCallExpression(callee.parent) && callee.parent.expression === callee) {
        use.calls.push(callee.parent)
      } else if (use !== undefined && use.callable.name !== node && !ts.isImportSpecifier(parent)) {
        use.isFixed = true
      }
    }
    ts.forEachChild(node, follow)
  }

  function drop({ callable, calls, isFixed }: Use): void {
    if (isFixed || calls.some((call) => call.arguments.some(ts.isSpreadElement))) {
      return
    }
    for (const [index, parameter] of callable.parameters.entries()) {
      const { name, dotDotDotToken } = parameter
      const symbol = ts.isIdentifier(name) && !/^(_|this$)/.test(name.text) ? meanings(name)[0] : undefined
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
    for (const tag of ts.getJSDocParameterTags(parameter)) {
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

/** Whether an expression says that it does more than compute. */
function acts(node: ts.Node): boolean {
  const isUpdate =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    /^(\+\+|--)$/.test(ts.tokenToString(node.operator) ?? '')
  const isAssignment =
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  return (
    ts.isAwaitExpression(node) ||
    isUpdate ||
    isAssignment ||
    (ts.forEachChild(node, (child) => acts(child) || undefined) ?? false)
  )
}
