// Formats emitted files as the project formats its own: with its own Prettier and options, where it has them.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Options } from 'prettier'
import { GeneratorError } from '../errors.ts'
import type { EmittedFile } from '../plan/planned.ts'
import { findPrettier } from './find-prettier.ts'
import { findPrettierConfigs, kindOf } from './prettier-configs.ts'

type Prettier = Pick<
  typeof import('prettier'),
  'clearConfigCache' | 'format' | 'getFileInfo' | 'resolveConfig' | 'resolveConfigFile' | 'version'
>

/** What says how a file is formatted: Prettier's config, an .editorconfig if there is one, or the project's files alone. */
type Says = 'config' | 'editorconfig' | 'files'

/** How the project writes code, for a project that has no Prettier config to say it. */
export interface StyleFacts {
  readonly semi: boolean
  readonly singleQuote: boolean
  readonly useTabs: boolean
  readonly tabWidth: number
  readonly printWidth: number
  readonly endOfLine: 'lf' | 'crlf'
}

/**
 * Reads the project's Prettier, its config and .editorconfig. Files that Prettier has no parser for get the line ends.
 *
 * @param mayExecute Whether code that the project holds may run: its Prettier, and a config that is more than data.
 */
export async function format(
  files: readonly EmittedFile[],
  projectRoot: string,
  facts: StyleFacts,
  mayExecute = true,
): Promise<readonly EmittedFile[]> {
  const prettier = mayExecute ? await prettierOf(projectRoot) : await import('prettier')
  // What it has read of a project's configs may not stand there any more.
  await prettier.clearConfigCache()
  const folders = [...new Set(files.map(({ path }) => dirname(path)))]
  const found = await Promise.all(folders.map((folder) => prettier.resolveConfigFile(join(projectRoot, folder, 'any'))))
  const says = new Map<string, Says>(
    folders.map((folder, index) => [folder, found[index] === null ? 'editorconfig' : 'config']),
  )
  const unread = mayExecute ? [] : folders.filter((folder) => executes(join(projectRoot, folder)))
  unread.forEach((folder) => says.set(folder, 'files'))
  return Promise.all(
    files.map(async (file) => ({
      ...file,
      text: await formatFile(prettier, file, projectRoot, facts, says.get(dirname(file.path)) ?? 'files'),
    })),
  )
}

function executes(folder: string): boolean {
  return findPrettierConfigs(folder).some((path) => kindOf(path) !== 'data')
}

async function formatFile(
  prettier: Prettier,
  file: EmittedFile,
  root: string,
  facts: StyleFacts,
  says: Says,
): Promise<string> {
  const path = join(root, file.path)
  try {
    const options = await optionsFor(prettier, path, root, facts, says)
    const { inferredParser } = await prettier.getFileInfo(path, {
      plugins: options.plugins ?? [],
      withNodeModules: true,
      resolveConfig: false,
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
async function optionsFor(
  prettier: Prettier,
  path: string,
  root: string,
  facts: StyleFacts,
  says: Says,
): Promise<Options> {
  const own = says === 'files' ? null : await prettier.resolveConfig(path, { editorconfig: true })
  const options: Options = says === 'config' ? { ...own } : { ...facts, ...own }
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

async function prettierOf(root: string): Promise<Prettier> {
  const path = findPrettier(root)
  const own = path === null ? null : (createRequire(path)(path) as Prettier)
  return own !== null && Number.parseInt(own.version, 10) > 1 ? own : import('prettier')
}
