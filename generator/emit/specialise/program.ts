// What the names in files in memory stand for: the files see each other, and nothing else.
import { posix } from 'node:path'
import type { ts } from 'ts-morph'
import { compiler } from '../../compiler.ts'
import { isMemberName } from './places.ts'

export interface Linked {
  readonly fileOf: (path: string) => ts.SourceFile
  /** What a name stands for: in its own file, and behind the import that brings it there. Members stand for nothing here. */
  readonly meanings: (name: ts.Identifier | ts.PrivateIdentifier) => readonly ts.Symbol[]
}

/** Files that an earlier pass has parsed, by path: most of them no pass changes. */
export type Parsed = Map<string, ts.SourceFile>

/** @param files Text by path; TypeScript, whatever the paths end with. */
export function link(files: ReadonlyMap<string, string>, parsed: Parsed = new Map()): Linked {
  const sources = new Map([...files].map(([path, text]) => [key(path), parse(key(path), text, parsed)]))
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
        const resolvedModule = sources.has(path)
          ? { resolvedFileName: path, extension: compiler().Extension.Ts }
          : undefined
        return { resolvedModule }
      }),
  }
  const options = {
    noLib: true,
    types: [],
    target: compiler().ScriptTarget.Latest,
    module: compiler().ModuleKind.ESNext,
  }
  const checker = compiler()
    .createProgram([...sources.keys()], options, host)
    .getTypeChecker()
  return {
    meanings,
    fileOf: (path) => {
      const file = sources.get(key(path))
      if (file === undefined) {
        throw new ReferenceError(`No file ${path}`)
      }
      return file
    },
  }

  function meanings(name: ts.Identifier | ts.PrivateIdentifier): readonly ts.Symbol[] {
    // A member's name needs the type of what it is a member of, which costs much and is worth nothing.
    if (compiler().isIdentifier(name) && isMemberName(name) && !isOfNamespace(name)) {
      return []
    }
    const symbol = compiler().isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : compiler().isExportSpecifier(name.parent)
        ? checker.getExportSpecifierLocalTargetSymbol(name.parent)
        : checker.getSymbolAtLocation(name)
    if (symbol === undefined) {
      return []
    }
    return symbol.flags & compiler().SymbolFlags.Alias ? [symbol, checker.getAliasedSymbol(symbol)] : [symbol]
  }

  function isOfNamespace({ parent }: ts.Identifier): boolean {
    const owner = compiler().isPropertyAccessExpression(parent)
      ? checker.getSymbolAtLocation(parent.expression)
      : undefined
    return owner?.declarations?.some(compiler().isNamespaceImport) ?? false
  }
}

function parse(path: string, text: string, parsed: Parsed): ts.SourceFile {
  const known = parsed.get(path)
  if (known?.text === text) {
    return known
  }
  const options = {
    languageVersion: compiler().ScriptTarget.Latest,
    impliedNodeFormat: compiler().ModuleKind.ESNext,
  } as const
  const file = compiler().createSourceFile(path, text, options, true)
  parsed.set(path, file)
  return file
}

function key(path: string): string {
  return `/${path.replace(/\.[mc]?[jt]s$/, '')}.ts`
}
