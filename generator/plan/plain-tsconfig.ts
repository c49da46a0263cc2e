// Reads the plainest tsconfig.json without the compiler: one that extends none, and says nothing unusual.
import { readFileSync } from 'node:fs'
import type { RelevantOptions } from './compiler-facts.ts'

/** Strings, comments, and commas before the end of a list. */
const PARTS = /"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[^]*?\*\/|,(?=\s*[\]}])/g
const NODE = ['node16', 'node18', 'node20', 'nodenext']
const OTHER_MODULES = ['commonjs', 'es6', 'es2015', 'es2020', 'es2022', 'esnext', 'preserve']
const SWITCHES = ['allowImportingTsExtensions', 'rewriteRelativeImportExtensions', 'verbatimModuleSyntax'] as const

/** @returns Null where the compiler has to say. */
export function readPlainOptions(path: string): RelevantOptions | null {
  const config = parse(readFileSync(path, 'utf8'))
  const options = isObject(config) ? (config['compilerOptions'] ?? {}) : null
  if (!isObject(config) || !isObject(options) || [...Object.keys(config), ...Object.keys(options)].some(isMisspelt)) {
    return null
  }
  const module = kindOf(options['module'], OTHER_MODULES)
  const moduleResolution = kindOf(options['moduleResolution'], ['bundler'], ['node16', 'nodenext'])
  const switches = SWITCHES.map((name) => options[name] ?? false)
  return module === undefined || moduleResolution === undefined || switches.some((value) => typeof value !== 'boolean')
    ? null
    : {
        module,
        moduleResolution,
        allowImportingTsExtensions: switches[0] === true,
        rewriteRelativeImportExtensions: switches[1] === true,
        verbatimModuleSyntax: switches[2] === true,
      }
}

/** The compiler may take it for what it is not, and `extends` leads elsewhere. */
function isMisspelt(name: string): boolean {
  const known = ['compilerOptions', 'module', 'moduleResolution', ...SWITCHES]
  return (
    /^extends$/i.test(name) || (!known.includes(name) && known.some((it) => it.toLowerCase() === name.toLowerCase()))
  )
}

/** Undefined for what is no word of these. */
function kindOf(
  word: unknown,
  others: readonly string[],
  nodes: readonly string[] = NODE,
): 'node' | 'other' | null | undefined {
  if (word === undefined) {
    return null
  }
  const name = typeof word === 'string' ? word.toLowerCase() : ''
  return nodes.includes(name) ? 'node' : others.includes(name) ? 'other' : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(PARTS, (part) => (part.startsWith('"') ? part : ' ')))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
