// Everything in a project that a run has looked at, or would have, had it been there.
import { dirname, join, relative, sep } from 'node:path'
import { compiler } from '../compiler.ts'
import { CONFIG_NAMES } from '../config/load.ts'
import type { Run } from '../pipeline.ts'
import { readCompilerFacts } from '../plan/compiler-facts.ts'
import { basePathOf } from '../reconcile/manifest.ts'
import { manifestPathOf, stateFolderOf } from '../reconcile/read-before.ts'
import { stagedFolder } from '../write/stage.ts'
import { prettierInputs } from './prettier-inputs.ts'

/**
 * Absolute paths. What `readCheapFacts` finds again is not among them.
 *
 * @returns Null where they can't be known: a config or options of Prettier that are programs read what they like. Null too for a
 *   run that has something to write.
 */
export function inputsOf({ root, loaded, changes, wirings, writing }: Run): readonly string[] | null {
  // A wiring that is not where it was has been looked for everywhere, and there is something to write about it.
  if (loaded.executed || writing.put.size + writing.drop.length > 0) {
    return null
  }
  const state = stateFolderOf(loaded.file)
  const paths = changes.map(({ path }) => path)
  const own = [
    ...CONFIG_NAMES,
    loaded.file,
    'package.json',
    'deno.json',
    'deno.jsonc',
    'src',
    manifestPathOf(loaded.file),
    stagedFolder(state),
    ...wirings.map(({ state }) => state.path),
    ...paths,
    ...paths.map((path) => join(state, basePathOf(path))),
  ].map((path) => join(root, path))
  const formatting = prettierInputs(root, [...new Set(own.map(dirname))])
  if (formatting === null) {
    return null
  }
  const inputs = [...own, ...formatting, ...compilerInputs(root)]
  return [...new Set([root, ...inputs, ...inputs.flatMap((path) => foldersOf(root, path))])].toSorted()
}

/** tsconfig.json, what it extends, and where that was looked for. */
function compilerInputs(root: string): readonly string[] {
  const seen = new Set([join(root, 'tsconfig.json')])
  const noting = <T>(look: (path: string) => T): ((path: string) => T) => {
    return (path) => {
      seen.add(path)
      return look(path)
    }
  }
  readCompilerFacts(root, {
    fileExists: noting((path) => compiler().sys.fileExists(path)),
    directoryExists: noting((path) => compiler().sys.directoryExists(path)),
    readFile: noting((path) => compiler().sys.readFile(path)),
  })
  return [...seen]
}

/** The folders between a file of the project and its root: one that becomes a link leads elsewhere. */
function foldersOf(root: string, path: string): readonly string[] {
  const parts = relative(root, path).split(sep)
  return parts[0] === '..' ? [] : parts.slice(0, -1).map((_, index) => join(root, ...parts.slice(0, index + 1)))
}
