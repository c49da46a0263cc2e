// What the project's tsconfig demands of an emitted file.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import { readPlainOptions } from './plain-tsconfig.ts'

export interface CompilerFacts {
  /** A relative import ends in nothing, in the extension of the compiled file, or in that of the source. */
  readonly imports: 'none' | 'output' | 'source'
  /** A .ts file of a CommonJS package may not hold `import` and `export`. */
  readonly refusesCommonJs: boolean
}

/** The compiler's options, as far as the facts follow from them. */
export interface RelevantOptions {
  /** One that finds modules as Node does, another one, or none. */
  readonly module: 'node' | 'other' | null
  readonly moduleResolution: 'node' | 'other' | null
  readonly allowImportingTsExtensions: boolean
  readonly rewriteRelativeImportExtensions: boolean
  readonly verbatimModuleSyntax: boolean
}

/**
 * @param look What the files are looked at through, where somebody wants to know of it.
 * @returns Null where there is no tsconfig.json. `extends` is followed.
 */
export function readCompilerFacts(root: string, look: Partial<ts.System> = {}): CompilerFacts | null {
  const path = join(root, 'tsconfig.json')
  if (!existsSync(path)) {
    return null
  }
  const options = readPlainOptions(path) ?? readOptions(path, look)
  const isNode = options.module === 'node'
  const isNodeResolution = options.moduleResolution === null ? isNode : options.moduleResolution === 'node'
  return {
    imports:
      options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions
        ? 'source'
        : isNodeResolution
          ? 'output'
          : 'none',
    refusesCommonJs: isNode && options.verbatimModuleSyntax,
  }
}

/** As the compiler reads them. */
export function readOptions(path: string, look: Partial<ts.System> = {}): RelevantOptions {
  // Which files it includes is not asked: to list them would walk through the whole project.
  const quiet = { readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} }
  const host = { ...compiler().sys, ...look, ...quiet }
  const options = compiler().getParsedCommandLineOfConfigFile(path, {}, host)?.options ?? {}
  const { module, moduleResolution } = options
  const { ModuleKind, ModuleResolutionKind } = compiler()
  const isNode = module !== undefined && module >= ModuleKind.Node16 && module <= ModuleKind.NodeNext
  const isNodeResolution =
    moduleResolution === ModuleResolutionKind.Node16 || moduleResolution === ModuleResolutionKind.NodeNext
  return {
    module: module === undefined ? null : isNode ? 'node' : 'other',
    moduleResolution: moduleResolution === undefined ? null : isNodeResolution ? 'node' : 'other',
    allowImportingTsExtensions: options.allowImportingTsExtensions === true,
    rewriteRelativeImportExtensions: options.rewriteRelativeImportExtensions === true,
    verbatimModuleSyntax: options.verbatimModuleSyntax === true,
  }
}
