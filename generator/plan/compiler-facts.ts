// What the project's tsconfig demands of an emitted file.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'

export interface CompilerFacts {
  /** A relative import ends in nothing, in the extension of the compiled file, or in that of the source. */
  readonly imports: 'none' | 'output' | 'source'
  /** A .ts file of a CommonJS package may not hold `import` and `export`. */
  readonly refusesCommonJs: boolean
}

/**
 * @param system What the files are read through.
 * @returns Null where there is no tsconfig.json. `extends` is followed.
 */
export function readCompilerFacts(root: string, system: ts.System = compiler().sys): CompilerFacts | null {
  const path = join(root, 'tsconfig.json')
  if (!existsSync(path)) {
    return null
  }
  // Which files it includes is not asked: to list them would walk through the whole project.
  const host = { ...system, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} }
  const options = compiler().getParsedCommandLineOfConfigFile(path, {}, host)?.options ?? {}
  const isNode =
    options.module !== undefined && options.module >= compiler().ModuleKind.Node16 && options.module <= compiler().ModuleKind.NodeNext
  const resolution = options.moduleResolution
  const isNodeResolution =
    resolution === undefined
      ? isNode
      : resolution === compiler().ModuleResolutionKind.Node16 || resolution === compiler().ModuleResolutionKind.NodeNext
  return {
    imports:
      options.allowImportingTsExtensions === true || options.rewriteRelativeImportExtensions === true
        ? 'source'
        : isNodeResolution
          ? 'output'
          : 'none',
    refusesCommonJs: isNode && options.verbatimModuleSyntax === true,
  }
}
