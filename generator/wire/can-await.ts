// Whether `await` may stand somewhere.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { ImportPlace } from './import-place.ts'
import type { Source } from './source.ts'
import type { WireInput } from './wiring.ts'

/** In an asynchronous function, and at the top of an ES module. */
export function canAwait(
  { read, facts }: WireInput,
  { path }: Source,
  node: ts.Node,
  { manner }: ImportPlace,
): boolean {
  for (let outer: ts.Node | undefined = node.parent; outer !== undefined; outer = outer.parent) {
    if (compiler().isFunctionLike(outer) || compiler().isClassStaticBlockDeclaration(outer)) {
      return (
        compiler()
          .getModifiers(outer as ts.FunctionDeclaration)
          ?.some(({ kind }) => kind === compiler().SyntaxKind.AsyncKeyword) ?? false
      )
    }
  }
  return (
    manner === 'import' &&
    !/\.c[jt]s$/.test(path) &&
    (/\.m[jt]s$/.test(path) || facts.packageManager === 'deno' || isModulePackage(read, path))
  )
}

/** What the nearest package.json says. */
function isModulePackage(read: WireInput['read'], path: string): boolean {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const text = read(posix.join(folder, 'package.json'))
    if (text !== null) {
      return /"type"\s*:\s*"module"/.test(text)
    }
    if (folder === '.') {
      return false
    }
  }
}
