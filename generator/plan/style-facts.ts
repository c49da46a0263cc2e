// How the project writes code, read off a handful of its files: for a project without a Prettier config.
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { StyleFacts } from '../format/format.ts'

const MAX_FILES = 8
const MAX_BYTES = 20_000
const SOURCES = new Set(['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'])

/** Falls back to Prettier's own defaults where the files don't tell. */
export function readStyle(root: string): StyleFacts {
  const text = [root, join(root, 'src'), join(root, 'app'), join(root, 'lib')]
    .flatMap(sourcesIn)
    .slice(0, MAX_FILES)
    .map((path) => readFileSync(path, 'utf8').slice(0, MAX_BYTES))
    .join('\n')
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0
  const indents = [...text.matchAll(/^( +)[^\s*]/gm)].map((match) => match[1]?.length ?? 0)
  return {
    semi: count(/;[ \t]*\r?$/gm) >= count(/[\w)\]'"`][ \t]*\r?$/gm) / 2,
    singleQuote: count(/'[^'"\n]*'/g) > count(/"[^'"\n]*"/g),
    useTabs: count(/^\t+\S/gm) > indents.length,
    tabWidth: indents.length > 0 && indents.every((width) => width % 4 === 0) ? 4 : 2,
    printWidth: 80,
    endOfLine: count(/\r\n/g) > count(/[^\r]\n/g) ? 'crlf' : 'lf',
  }
}

function sourcesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) => entry.isFile() && SOURCES.has(extname(entry.name)) && !/\.(config|test|spec|d)\./.test(entry.name),
      )
      .map((entry) => join(folder, entry.name))
      .toSorted()
  } catch {
    return []
  }
}
