// Formats emitted files as the project formats its own: with its own Prettier and options, where it has them.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as bundled from 'prettier'
import type { Options } from 'prettier'
import { GeneratorError } from '../errors.ts'
import type { EmittedFile } from '../plan/planned.ts'

type Prettier = Pick<typeof bundled, 'format' | 'getFileInfo' | 'resolveConfig' | 'resolveConfigFile' | 'version'>

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
  const prettier = prettierOf(projectRoot)
  return Promise.all(
    files.map(async (file) => ({ ...file, text: await formatFile(prettier, file, projectRoot, facts) })),
  )
}

async function formatFile(prettier: Prettier, file: EmittedFile, root: string, facts: StyleFacts): Promise<string> {
  const path = join(root, file.path)
  try {
    const options = await optionsFor(prettier, path, root, facts)
    const { inferredParser } = await prettier.getFileInfo(path, {
      plugins: options.plugins ?? [],
      withNodeModules: true,
    })
    const parser = options.parser ?? inferredParser
    return parser === null
      ? file.text.replace(/\r?\n/g, options.endOfLine === 'crlf' ? '\r\n' : '\n')
      : await prettier.format(file.text, { ...options, parser, filepath: path })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new GeneratorError({
      code: 'format-failed',
      message: `Prettier cannot format ${file.path}: ${message.split('\n')[0] ?? ''}`,
      hint: "Check the project's Prettier config and plugins",
      cause,
    })
  }
}

/** The project's own config says everything; without one, .editorconfig speaks before what its files look like. */
async function optionsFor(prettier: Prettier, path: string, root: string, facts: StyleFacts): Promise<Options> {
  const own = await prettier.resolveConfig(path, { editorconfig: true, useCache: false })
  const options: Options = (await prettier.resolveConfigFile(path)) === null ? { ...facts, ...own } : { ...own }
  if (options.endOfLine === 'auto') {
    options.endOfLine = facts.endOfLine
  }
  if (options.plugins !== undefined) {
    // Prettier looks for plugins from where it runs; the project's stand in the project.
    options.plugins = options.plugins.map((plugin) => (typeof plugin === 'string' ? pluginPath(plugin, root) : plugin))
  }
  return options
}

function pluginPath(plugin: string, root: string): string {
  return createRequire(join(root, 'package.json')).resolve(plugin)
}

function prettierOf(root: string): Prettier {
  const require = createRequire(join(root, 'package.json'))
  let path: string
  try {
    path = require.resolve('prettier')
  } catch {
    return bundled
  }
  const own = require(path) as Prettier
  return Number.parseInt(own.version, 10) > 1 ? own : bundled
}
