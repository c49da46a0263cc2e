// Finds a project's config and reads it: from its syntax where it is a literal, by executing it where it is a program.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GeneratorError, type Place } from '../errors.ts'
import { type LiteralReading, readLiteral } from './read-literal.ts'

export const CONFIG_NAMES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (end) => `sessions.config.${end}`,
)

export interface LoadedConfig {
  /** From the project's root, with `/`. */
  readonly file: string
  readonly value: unknown
  /** It was executed: it is more than a literal. */
  readonly executed: boolean
  readonly placeOf: LiteralReading['placeOf']
}

/** The config's path, from the project's root with `/`; null where there is none. */
export function findConfig(root: string, given?: string): string | null {
  if (given !== undefined) {
    return relative(root, resolve(root, given)).split(sep).join('/')
  }
  return CONFIG_NAMES.find((name) => existsSync(join(root, name))) ?? null
}

/**
 * Reads the config.
 *
 * @throws {GeneratorError} `config-missing` where there is none, `config-broken` where it can't be executed, `config-executes`
 *   where it would have to be, and must not.
 */
export async function loadConfig(root: string, given?: string, mayExecute = true): Promise<LoadedConfig> {
  const file = findConfig(root, given)
  if (file === null || !existsSync(join(root, file))) {
    throw missingConfig(file)
  }
  return loadText(root, file, readFileSync(join(root, file), 'utf8'), mayExecute)
}

/**
 * Reads a config as if the file had this text.
 *
 * @throws {GeneratorError} As `loadConfig`.
 */
export async function loadText(root: string, file: string, text: string, mayExecute = true): Promise<LoadedConfig> {
  const path = join(root, file)
  const reading = readLiteral(file, text)
  if (!reading.isLiteral && !mayExecute) {
    throw new GeneratorError({
      code: 'config-executes',
      message: `${file} is a program, and was not executed`,
      hint: 'Write it as a plain literal, or review it and run this without --no-execute',
    })
  }
  return reading.isLiteral
    ? { file, value: reading.value, executed: false, placeOf: reading.placeOf }
    : { file, value: await execute(path, file, text, reading), executed: true, placeOf: reading.placeOf }
}

/** @param file The config that was asked for; null for one of the usual names. */
export function missingConfig(file: string | null): GeneratorError {
  return new GeneratorError({
    code: 'config-missing',
    message: file === null ? 'There is no sessions.config.ts here' : `There is no ${file} here`,
    hint: 'Run `npx create-session` to write one, or name the project by --cwd and the file by --config',
  })
}

async function execute(path: string, file: string, text: string, reading: LiteralReading): Promise<unknown> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(dirname(path), {
    fsCache: false,
    moduleCache: false,
    // A project that runs this package by npx does not have it installed: its config finds it all the same.
    alias: { 'create-session': fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url)) },
  })
  let exported: object
  try {
    exported = (await jiti.evalModule(text, { filename: path, id: path, ext: extname(path), async: true })) as object
  } catch (cause) {
    const where = placeInStack(path, file, cause)
    throw new GeneratorError({
      code: 'config-broken',
      message: `${file} cannot be executed: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      hint: 'Nothing was written. Mend it; a config that is a plain literal is read without being executed',
      ...(where === null ? {} : { where }),
      cause,
    })
  }
  if ('default' in exported) {
    return exported.default
  }
  if (!reading.hasExport) {
    throw new GeneratorError({
      code: 'config-broken',
      message: `${file} exports no config`,
      hint: 'Write `export default defineConfig({ … })`',
    })
  }
  return exported
}

/** The line of the config that an error came from. */
function placeInStack(path: string, file: string, cause: unknown): Place | null {
  const [, after] = (cause instanceof Error ? (cause.stack ?? '') : '').split(path, 2)
  const [, line, column] = /^:(\d+):(\d+)/.exec(after ?? '') ?? []
  return line === undefined || column === undefined ? null : { file, line: Number(line), column: 1 }
}
