// What the project is, read once.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { targets } from '../../templates/registry.ts'
import type { StyleFacts } from '../format/format.ts'
import { GeneratorError } from '../errors.ts'
import { readCompilerFacts } from './compiler-facts.ts'
import type { PackageManager } from './install.ts'
import type { FileExtension, ImportExtension } from './planned.ts'
import { readStyle } from './style-facts.ts'

export interface ProjectFacts {
  readonly name: string
  /** Names of all dependencies, of each kind. */
  readonly dependencies: ReadonlySet<string>
  readonly packageManager: PackageManager
  readonly isTypeScript: boolean
  readonly hasSourceFolder: boolean
  readonly fileExtension: FileExtension
  readonly importExtension: ImportExtension
  readonly style: StyleFacts
  /** Targets whose package the project depends on, as their metadata says. */
  readonly detectedTargets: readonly string[]
}

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['deno.json', 'deno'],
  ['deno.jsonc', 'deno'],
]

/** @throws {GeneratorError} `project-broken` if package.json or tsconfig.json can't be read. */
export function readProjectFacts(root: string): ProjectFacts {
  const manifest = readPackage(root)
  const dependencies = new Set(
    ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.keys((manifest[kind] as Record<string, string> | undefined) ?? {}),
    ),
  )
  const isModule = manifest['type'] === 'module'
  const packageManager = LOCK_FILES.find(([file]) => existsSync(join(root, file)))?.[1] ?? 'npm'
  const compiler = readCompilerFacts(root)
  const isTypeScript = compiler !== null || dependencies.has('typescript') || packageManager === 'deno'
  const needsModuleExtension =
    !isModule && packageManager !== 'deno' && (!isTypeScript || compiler?.refusesCommonJs === true)
  const fileExtension: FileExtension = isTypeScript
    ? needsModuleExtension
      ? '.mts'
      : '.ts'
    : needsModuleExtension
      ? '.mjs'
      : '.js'
  return {
    name: typeof manifest['name'] === 'string' ? manifest['name'] : 'app',
    dependencies,
    packageManager,
    isTypeScript,
    hasSourceFolder: existsSync(join(root, 'src')),
    fileExtension,
    importExtension: importExtensionOf(
      fileExtension,
      compiler?.imports ?? (packageManager === 'deno' ? 'source' : 'output'),
    ),
    style: readStyle(root),
    detectedTargets: targets.filter(({ detect }) => dependencies.has(detect)).map(({ name }) => name),
  }
}

/** How a relative import names a file with this extension. */
function importExtensionOf(file: FileExtension, imports: 'none' | 'output' | 'source'): ImportExtension {
  switch (imports) {
    case 'none':
      return file === '.ts' || file === '.js' ? '' : file === '.mts' ? '.mjs' : '.mjs'
    case 'output':
      return file === '.ts' || file === '.js' ? '.js' : '.mjs'
    case 'source':
      return file
  }
}

function readPackage(root: string): Readonly<Record<string, unknown>> {
  const path = join(root, 'package.json')
  if (!existsSync(path)) {
    return {}
  }
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as Record<string, unknown>
  } catch (cause) {
    throw new GeneratorError({
      code: 'project-broken',
      message: `package.json is not JSON: ${(cause as Error).message}`,
      hint: 'Mend it and run again',
      cause,
    })
  }
}
