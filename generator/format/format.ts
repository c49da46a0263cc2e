// Formats emitted files as the project formats its own: with its own Prettier and options, where it has them.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Options } from 'prettier'
import { GeneratorError } from '../errors.ts'
import type { EmittedFile } from '../plan/planned.ts'

type Prettier = Pick<typeof import('prettier'), 'format' | 'getFileInfo' | 'resolveConfig'>

/** How the project writes code, for a project that has no Prettier config to say it. */
export interface StyleFacts {
  readonly semi: boolean
  readonly singleQuote: boolean
  readonly useTabs: boolean
  readonly tabWidth: number
  readonly printWidth: number
  readonly endOfLine: 'lf' | 'crlf'
}

/** Reads the project's Prettier, its config and .editorconfig. Files that Prettier has no parser for get the line ends. */
export async function format(
  files: readonly EmittedFile[],
  projectRoot: string,
  facts: StyleFacts,
): Promise<readonly EmittedFile[]> {
  const prettier = await prettierOf(projectRoot)
  return Promise.all(files.map(async (file) => ({ ...file, text: await formatFile(prettier, file, projectRoot, facts) })))
}

async function formatFile(prettier: Prettier, file: EmittedFile, root: string, facts: StyleFacts): Promise<string> {
  const path = join(root, file.path)
  try {
    const own = await prettier.resolveConfig(path, { editorconfig: true, useCache: false })
    const options: Options = { ...(own === null || !saysStyle(own) ? { ...facts, ...own } : own), filepath: path }
    const { inferredParser } = await prettier.getFileInfo(path, { resolveConfig: false })
    const parser = options.parser ?? inferredParser
    const endOfLine = options.endOfLine === 'auto' || options.endOfLine === undefined ? 'lf' : options.endOfLine
    return parser === null || parser === undefined
      ? withLineEnds(file.text, endOfLine)
      : await prettier.format(file.text, { ...options, endOfLine, parser })
  } catch (cause) {
    throw new GeneratorError({
      code: 'format-failed',
      message: `Prettier cannot format ${file.path}: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}`,
      hint: "Check the project's Prettier config; if it is right, please report this.",
      cause,
    })
  }
}
