// What Prettier looks at on its way to a file's options: it searches by itself, so the places are listed here.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findPrettier } from '../format/find-prettier.ts'
import { findPrettierConfigs, kindOf, PRETTIER_CONFIG_NAMES } from '../format/prettier-configs.ts'

/** The first two decide how far an .editorconfig reaches. */
const NAMES: readonly string[] = ['.git', '.hg', '.editorconfig', ...PRETTIER_CONFIG_NAMES]
/** What Node takes for the package, in each folder of packages. */
const PACKAGE_NAMES = ['', '.js', '.json', '.node', '/package.json', '/index.js', '/index.json', '/index.node']
/** Prettier 2 takes up plugins that nothing names, and of later ones it is not known where they look. */
const KNOWN_MAJOR = 3

/**
 * All paths that formatting files in these folders of a project depends on.
 *
 * @returns Null where that can't be known: options that are a program, come from another package, or name plugins.
 */
export function prettierInputs(root: string, folders: readonly string[]): readonly string[] | null {
  const prettier = findPrettier(root)
  const isKnown = folders.every((folder) => findPrettierConfigs(folder).every((path) => kindOf(path) === 'data'))
  if (!isKnown || (prettier !== null && majorOf(prettier) !== KNOWN_MAJOR)) {
    return null
  }
  const own = prettier === null ? [] : [prettier]
  return [...new Set([...folders.flatMap(placesOf), ...packagesOf(root), ...own])]
}

/** Where it looks for the options of files in a folder: there, and in each folder above. */
export function placesOf(folder: string): readonly string[] {
  const places = NAMES.map((name) => join(folder, name))
  return dirname(folder) === folder ? places : [...places, ...placesOf(dirname(folder))]
}

/** Where Node looks for Prettier, from a folder: there, in each folder above, and where packages of all projects may be. */
export function packagesOf(folder: string): readonly string[] {
  const searched = createRequire(join(folder, 'package.json')).resolve.paths('prettier') ?? []
  return searched.flatMap((place) => PACKAGE_NAMES.map((end) => join(place, `prettier${end}`)))
}

function majorOf(main: string): number {
  const { version } = JSON.parse(readFileSync(join(dirname(main), 'package.json'), 'utf8')) as {
    readonly version?: unknown
  }
  return Number.parseInt(String(version), 10)
}
