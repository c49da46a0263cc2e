// Reads code as syntax, whatever the code is.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'

/** @returns Null where it is nested too deeply to be read. */
export function parse(path: string, text: string): ts.SourceFile | null {
  return unlessTooDeep(() => compiler().createSourceFile(path, text, compiler().ScriptTarget.Latest, true))
}

/** Whether it is code without an error of syntax; in JavaScript a type is one. */
export function parses(path: string, text: string): boolean {
  const errors = unlessTooDeep(() => {
    const file = compiler().createSourceFile(path, text, compiler().ScriptTarget.Latest)
    const options = { noLib: true, noResolve: true, allowJs: true, types: [] }
    return compiler()
      .createProgram({ rootNames: [path], options, host: hostOf(path, file) })
      .getSyntacticDiagnostics(file)
  })
  return errors !== null && errors.length === 0
}

/** The parser calls itself for each level, and so does who walks what it made: text that is nested enough ends any stack. */
export function unlessTooDeep<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) {
      return null
    }
    throw error
  }
}

/** A world of one file: a program in it reads nothing from the disk. */
function hostOf(path: string, file: ts.SourceFile): ts.CompilerHost {
  return {
    getSourceFile: (name) => (name === path ? file : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === path,
    readFile: () => undefined,
    writeFile: () => undefined,
  }
}
