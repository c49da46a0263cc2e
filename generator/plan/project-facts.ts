// What the project is, read once.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TargetMeta } from '../../templates/meta.ts'
import { targets } from '../../templates/registry.ts'
import type { StyleFacts } from '../format/format.ts'
import { GeneratorError } from '../errors.ts'
import { readCompilerFacts } from './compiler-facts.ts'
import { dependenciesOf, readDenoImports } from './dependencies.ts'
import type { PackageManager } from './install.ts'
import { findPackageManager } from './package-manager.ts'
import type { FileExtension, ImportExtension } from './planned.ts'
import { readStyle } from './style-facts.ts'

export interface ProjectFacts {
  /** Version ranges of all dependencies, of each kind, by name. */
  readonly dependencies: ReadonlyMap<string, string>
  readonly packageManager: PackageManager
  readonly isTypeScript: boolean
  /** The folder that the project's sources are in, from its root; '' where that is the root itself. */
  readonly sourceFolder: string
  readonly fileExtension: FileExtension
  readonly importExtension: ImportExtension
  readonly style: StyleFacts
  /** Targets whose package the project depends on, as their metadata says; without those that another of them is built on. */
  readonly detectedTargets: readonly string[]
}

/** @throws {GeneratorError} `project-broken` if package.json can't be read. */
export function readProjectFacts(root: string): ProjectFacts {
  const manifest = readPackage(root)
  const dependencies = new Map([...dependenciesOf(manifest), ...readDenoImports(root)])
  const packageManager = findPackageManager(root, manifest)
  const isDeno = packageManager === 'deno'
  const compiler = readCompilerFacts(root)
  const isTypeScript = compiler !== null || dependencies.has('typescript') || isDeno
  const isModule = manifest['type'] === 'module' || isDeno
  const needsModuleExtension = !isModule && (!isTypeScript || compiler?.refusesCommonJs === true)
  const detected = detectTargets(dependencies)
  const fileExtension: FileExtension = `.${needsModuleExtension ? 'm' : ''}${isTypeScript ? 'ts' : 'js'}`
  return {
    dependencies,
    packageManager,
    isTypeScript,
    sourceFolder:
      ['src', ...detected.flatMap(({ folder = [] }) => folder)].find((name) => existsSync(join(root, name))) ?? '',
    fileExtension,
    importExtension: importExtensionOf(fileExtension, compiler?.imports ?? (isDeno ? 'source' : 'output')),
    style: readStyle(root),
    detectedTargets: detected.map(({ name }) => name),
  }
}

/** Where the code goes if nobody says it. */
export function usualOutput({ sourceFolder }: ProjectFacts): string {
  return sourceFolder === '' ? 'sessions' : `${sourceFolder}/sessions`
}

/** A framework that is built on others brings them along: its project may name them too. */
function detectTargets(dependencies: ReadonlyMap<string, string>): readonly TargetMeta[] {
  const found = targets.filter(({ detect }) => detect !== null && dependencies.has(detect.package))
  const below = new Set(found.flatMap(({ detect }) => detect?.above ?? []))
  return found.filter(({ name }) => !below.has(name))
}

/** How a relative import names a file with this extension. */
function importExtensionOf(file: FileExtension, imports: 'none' | 'output' | 'source'): ImportExtension {
  switch (imports) {
    case 'none':
      return file === '.ts' || file === '.js' ? '' : '.mjs'
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
