// Which Prettier configs speak for a folder, and whether reading one executes something.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** `data` says all by itself. `packages`: it names installed packages. `program`: it is code of the project, or names some. */
export type ConfigKind = 'data' | 'packages' | 'program'

const PROGRAMS: readonly string[] = ['js', 'ts', 'mjs', 'mts', 'cjs', 'cts']
/** Where Prettier looks in a folder, and in each one above. */
export const PRETTIER_CONFIG_NAMES: readonly string[] = [
  'package.json',
  'package.yaml',
  '.prettierrc',
  ...['json', 'yml', 'yaml', 'json5', 'toml', ...PROGRAMS].map((end) => `.prettierrc.${end}`),
  ...PROGRAMS.map((end) => `prettier.config.${end}`),
]

/** Of the nearest folder that has one, itself or above; of several that stand there, all. */
export function findPrettierConfigs(folder: string): readonly string[] {
  const found = PRETTIER_CONFIG_NAMES.map((name) => join(folder, name)).filter(
    (path) => existsSync(path) && speaks(path),
  )
  return found.length > 0 || dirname(folder) === folder ? found : findPrettierConfigs(dirname(folder))
}

export function kindOf(path: string): ConfigKind {
  if (PROGRAMS.includes(extname(path).slice(1))) {
    return 'program'
  }
  const text = optionsIn(path)
  if (isMapping(text) && !/plugins|\\/.test(text)) {
    return 'data'
  }
  return /(^|["'\s[,])\.{1,2}\//.test(text) || text.includes('\\') || /(data|file):/.test(text) ? 'program' : 'packages'
}

/** A text alone would name a module that has the options. */
function isMapping(text: string): boolean {
  const content = text.replace(/^\uFEFF?(?:\s|(?:#|\/\/|---).*)*/, '')
  return /^(?:$|\{|\[|["']?\w+["']?\s*(?::\s|=))/.test(content)
}

/** A package may have nothing to say about Prettier. */
function speaks(path: string): boolean {
  return !basename(path).startsWith('package.') || optionsIn(path) !== ''
}

function optionsIn(path: string): string {
  const text = readFileSync(path, 'utf8')
  switch (basename(path)) {
    case 'package.json':
      return JSON.stringify(prettierIn(text)) ?? ''
    case 'package.yaml':
      return /^prettier:.*(?:\n(?: .*)?)*/m.exec(text)?.[0] ?? ''
    default:
      return text
  }
}

/** The options in a package.json; undefined where it has none, or is no JSON: then Prettier does not read it either. */
function prettierIn(text: string): unknown {
  try {
    return (JSON.parse(text.replace(/^\uFEFF/, '')) as { readonly prettier?: unknown }).prettier
  } catch {
    return undefined
  }
}
