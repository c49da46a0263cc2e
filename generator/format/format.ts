// Formats emitted files as the project formats its own: with its own Prettier and options, where it has them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import type { Options } from 'prettier'
import { GeneratorError } from '../errors.ts'
import type { EmittedFile } from '../plan/planned.ts'
import { findPrettier } from './find-prettier.ts'
import { type KeptTexts, keptTexts } from './kept-texts.ts'
import { findPrettierConfigs, kindOf } from './prettier-configs.ts'

type Prettier = Pick<
  typeof import('prettier'),
  'clearConfigCache' | 'format' | 'getFileInfo' | 'resolveConfig' | 'resolveConfigFile' | 'version'
>

/** What says how a file is formatted: Prettier's config, an .editorconfig if there is one, or the project's files alone. */
type Says = 'config' | 'editorconfig' | 'files'

/** Of later ones it is not known what they make of a text. */
const KNOWN_MAJOR = 3

/** What Prettier takes the files for that are emitted, by the ends of their names; null for what it leaves alone. */
export const PARSERS: ReadonlyMap<string, string | null> = new Map([
  ['.ts', 'typescript'],
  ['.mts', 'typescript'],
  ['.js', 'babel'],
  ['.mjs', 'babel'],
  ['.md', 'markdown'],
  ['.sql', null],
  ['.example', null],
])

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
  const kept = mayExecute ? keptTexts() : null
  const plain = kept === null ? null : plainManner(projectRoot, files, facts)
  if (kept !== null && plain !== null) {
    return Promise.all(files.map((file) => formatPlain(kept, file, projectRoot, plain)))
  }
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
  const by = kept === null ? null : makeOf(prettier, projectRoot)
  return Promise.all(
    files.map((file) => {
      const keeping = kept === null || by === null ? null : { kept, by }
      return formatFile(prettier, file, projectRoot, facts, says.get(dirname(file.path)) ?? 'files', keeping)
    }),
  )
}

/** The options of all files where nothing says any: Prettier need not be asked. */
interface PlainManner {
  readonly by: string
  readonly options: StyleFacts
}

/** Null where the project has a Prettier or options of its own, or there is a file of a kind that only Prettier knows. */
function plainManner(root: string, files: readonly EmittedFile[], facts: StyleFacts): PlainManner | null {
  const folders = [...new Set(files.map(({ path }) => join(root, dirname(path))))]
  const isPlain =
    files.every(({ path }) => PARSERS.has(extname(path))) &&
    findPrettier(root) === null &&
    folders.every((folder) => findPrettierConfigs(folder).length === 0 && !hasEditorConfig(folder))
  return isPlain ? { by: bundledVersion(), options: facts } : null
}

async function formatPlain(
  kept: KeptTexts,
  file: EmittedFile,
  root: string,
  { by, options }: PlainManner,
): Promise<EmittedFile> {
  const kind = extname(file.path)
  if (PARSERS.get(kind) === null) {
    return { ...file, text: withLineEnds(file.text, options.endOfLine) }
  }
  const format = async (): Promise<string> =>
    (await formatFile(await import('prettier'), file, root, options, 'files')).text
  return { ...file, text: await kept.formatted(file.text, { by, options, kind }, format) }
}

function hasEditorConfig(folder: string): boolean {
  return existsSync(join(folder, '.editorconfig')) || (dirname(folder) !== folder && hasEditorConfig(dirname(folder)))
}

/** Version and make of the project's Prettier, or of ours; null of one that takes up plugins which nothing names. */
function makeOf(prettier: Prettier, root: string): string | null {
  const path = findPrettier(root)
  if (path === null || prettier.version === bundledVersion()) {
    return prettier.version
  }
  const isKnown = Number.parseInt(prettier.version, 10) === KNOWN_MAJOR
  return isKnown ? `${prettier.version} ${createHash('sha256').update(readFileSync(path)).digest('base64url')}` : null
}

function bundledVersion(): string {
  const { version } = createRequire(import.meta.url)('prettier/package.json') as { readonly version: string }
  return version
}

function withLineEnds(text: string, endOfLine: Options['endOfLine']): string {
  return text.replace(/\r?\n/g, endOfLine === 'crlf' ? '\r\n' : '\n')
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
  keeping: { readonly kept: KeptTexts; readonly by: string } | null = null,
): Promise<EmittedFile> {
  const path = join(root, file.path)
  try {
    const options = await optionsFor(prettier, path, root, facts, says)
    const { inferredParser } = await prettier.getFileInfo(path, {
      plugins: options.plugins ?? [],
      withNodeModules: true,
      resolveConfig: false,
    })
    const parser = options.parser ?? inferredParser
    if (parser === null) {
      return { ...file, text: withLineEnds(file.text, options.endOfLine) }
    }
    const write = (): Promise<string> => prettier.format(file.text, { ...options, parser, filepath: path })
    // What plugins do is theirs to know.
    if (keeping === null || (options.plugins ?? []).length > 0) {
      return { ...file, text: await write() }
    }
    const manner = { by: keeping.by, options: { ...options, parser }, kind: extname(path) }
    return { ...file, text: await keeping.kept.formatted(file.text, manner, write) }
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
