// Finds in a test's source what a page of docs cites of it.
import { readFileSync } from 'node:fs'
import { ts } from 'ts-morph'

/** The texts between quotes in a test's source: titles, and rows of tables that become titles. */
export function textsIn(path: string): ReadonlySet<string> {
  const texts = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      texts.add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest))
  return texts
}
