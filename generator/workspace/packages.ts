// Finds the folders of a workspace's packages: no further down than its globs reach, and never through a link.
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, posix } from 'node:path'
import { readPatterns } from './patterns.ts'

/** What only a workspace needs is loaded there. */
const require = createRequire(import.meta.url)

/** Folders that hold packages of others, or none. */
const FOREIGN = new Set(['node_modules', '.git', 'bower_components'])

/** What says that a folder is a package. */
export const MANIFESTS: readonly string[] = ['package.json', 'deno.json', 'deno.jsonc']

/** Stands for a folder where globs are matched: `packages/**` takes `packages` itself, too. */
const MARK = 'package.json'

/** @returns Folders below the root, with `/`, sorted; null where the root is no workspace. */
export function findPackages(root: string): readonly string[] | null {
  const patterns = readPatterns(root)
  if (patterns === null) {
    return null
  }
  const picomatch = require('picomatch') as typeof import('picomatch')
  const taken = patterns.filter((pattern) => !pattern.startsWith('!')).map(plain)
  const left = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => plain(pattern.slice(1)))
  const isPackage = picomatch(
    taken.map((pattern) => posix.join(pattern, MARK)),
    { ignore: left.map((pattern) => posix.join(pattern, MARK)) },
  )
  const folders = taken.flatMap((pattern) => {
    const { base, glob } = picomatch.scan(pattern)
    return isInside(root, base) ? walk(root, base, depthOf(glob)) : []
  })
  return [...new Set(folders)]
    .filter((folder) => isPackage(posix.join(folder, MARK)))
    .filter((folder) => MANIFESTS.some((name) => existsSync(join(root, folder, name))))
    .toSorted()
}

// `./packages/*`, and with a slash at its end, is `packages/*`.
function plain(pattern: string): string {
  return posix.normalize(pattern).replace(/^\.?\/|\/$/g, '')
}

/** How many folders down a glob reaches; one with a `/` in braces, anywhere. */
function depthOf(glob: string): number {
  return glob.includes('**') || /[{(][^})]*\//.test(glob) ? Infinity : glob === '' ? 0 : glob.split('/').length
}

/** Each step of the way is a folder of this repository. */
function isInside(root: string, base: string): boolean {
  const steps = base.split('/').filter((step) => step !== '' && step !== '.')
  return steps.every((step, index) => {
    const found = lstatSync(join(root, ...steps.slice(0, index + 1)), { throwIfNoEntry: false })
    return step !== '..' && !FOREIGN.has(step) && found?.isDirectory() === true
  })
}

function walk(root: string, folder: string, depth: number): readonly string[] {
  const inner =
    depth === 0
      ? []
      : readdirSync(join(root, folder), { withFileTypes: true }).filter(
          (entry) => entry.isDirectory() && !FOREIGN.has(entry.name),
        )
  return [folder, ...inner.flatMap(({ name }) => walk(root, posix.join(folder, name), depth - 1))]
}
