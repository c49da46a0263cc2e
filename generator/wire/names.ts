// Names in a file: which are taken, and ours under others.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { applyEdits, type Edit } from '../emit/specialise/edits.ts'
import { walk } from './source.ts'

/** Every name that the file uses as such, declared in it or not. */
export function namesIn(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  walk(file, (node) => {
    if (compiler().isIdentifier(node) && !isMember(node)) {
      names.add(node.text)
    }
  })
  return names
}

/** The first of some names that is not taken, or the last of them with a number. */
export function freeName(candidates: readonly string[], taken: ReadonlySet<string>): string {
  const free = candidates.find((name) => !taken.has(name))
  if (free !== undefined) {
    return free
  }
  const last = candidates.at(-1) ?? 'sessions'
  let number = 2
  while (taken.has(`${last}${number}`)) {
    number += 1
  }
  return `${last}${number}`
}

/** Code with other names in it; what members are called stays. */
export function rename(code: string, names: ReadonlyMap<string, string>): string {
  const file = compiler().createSourceFile('code.ts', `(${code}\n)`, compiler().ScriptTarget.Latest, true)
  const edits: Edit[] = []
  walk(file, (node) => {
    const name = compiler().isIdentifier(node) ? names.get(node.text) : undefined
    if (name === undefined || name === node.getText()) {
      return
    }
    if (compiler().isShorthandPropertyAssignment(node.parent)) {
      edits.push({ start: node.end, end: node.end, text: `: ${name}` })
    } else if (compiler().isIdentifier(node) && !isMember(node)) {
      edits.push({ start: node.getStart(), end: node.end, text: name })
    }
  })
  return applyEdits(file.text, edits).slice(1, -2)
}

function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  return (
    (compiler().isPropertyAccessExpression(parent) && parent.name === node) ||
    ((compiler().isPropertyAssignment(parent) ||
      compiler().isMethodDeclaration(parent) ||
      compiler().isPropertySignature(parent)) &&
      parent.name === node) ||
    ((compiler().isImportSpecifier(parent) || compiler().isBindingElement(parent)) && parent.propertyName === node)
  )
}
