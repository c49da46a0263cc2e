// A program over files in memory: they see each other, and nothing else.
import { posix } from 'node:path'
import { ts } from 'ts-morph'

/** @param files Text by path; TypeScript, whatever the paths end with. */
export function programOf(files: ReadonlyMap<string, string>): { program: ts.Program; fileOf: (path: string) => ts.SourceFile } {
  const sources = new Map(
    [...files].map(([path, text]) => [
      key(path),
      ts.createSourceFile(key(path), text, { languageVersion: ts.ScriptTarget.Latest, impliedNodeFormat: ts.ModuleKind.ESNext }, true),
    ]),
  )
  const host: ts.CompilerHost = {
    fileExists: (path) => sources.has(path),
    readFile: (path) => sources.get(path)?.text,
    getSourceFile: (path) => sources.get(path),
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
    resolveModuleNameLiterals: (literals, from) =>
      literals.map(({ text }) => {
        const path = key(posix.join(posix.dirname(from), text).slice(1))
        const resolvedModule = sources.has(path) ? { resolvedFileName: path, extension: ts.Extension.Ts } : undefined
        return { resolvedModule }
      }),
  }
  const options = { noLib: true, types: [], target: ts.ScriptTarget.Latest, module: ts.ModuleKind.ESNext }
  return {
    program: ts.createProgram([...sources.keys()], options, host),
    fileOf: (path) => {
      const file = sources.get(key(path))
      if (file === undefined) {
        throw new ReferenceError(`No file ${path}`)
      }
      return file
    },
  }
}

function key(path: string): string {
  return `/${path.replace(/\.[mc]?[jt]s$/, '')}.ts`
}
