// What a command of the command line is.
import { resolve } from 'node:path'
import type { Options } from 'yargs'
import type { Run } from '../pipeline.ts'
import type { Terminal } from './terminal.ts'

/** What a process says with its end. `drift` is a verdict, of `check` and of `audit`; elsewhere 2 says that config or flags are wrong. */
export const EXIT = { done: 0, failed: 1, wrongInput: 2, drift: 2, refused: 3 } as const

export interface Command {
  readonly words: readonly string[]
  /** One line of the list of commands. */
  readonly summary: string
  /** The text of the command's own help. */
  readonly about: string
  readonly options: Readonly<Record<string, Options>>
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  /** @returns The exit code. */
  readonly run: (
    options: Readonly<Record<string, unknown>>,
    terminal: Terminal,
    sawCleanRun?: SawCleanRun,
  ) => Promise<number>
}

/** Called for a run that had nothing to do and asked nothing: what it prints holds until something that it looked at changes. */
export type SawCleanRun = (run: Run) => void

/** What a user types behind the program's name; nothing for the scaffold. */
export function nameOf({ words: [word = ''] }: Pick<Command, 'words'>): string {
  return word.split(' ', 1)[0]?.replace('$0', '') ?? ''
}

export const PROJECT_OPTIONS = {
  cwd: { type: 'string', describe: "The project's root", default: '.', requiresArg: true },
  config: { type: 'string', describe: 'The config, if it is not sessions.config.* in the root', requiresArg: true },
} satisfies Record<string, Options>

export const JSON_OPTION = {
  json: { type: 'boolean', describe: 'Print JSON on standard output', default: false },
} satisfies Record<string, Options>

export const EXECUTE_OPTION = {
  execute: {
    type: 'boolean',
    describe: 'Execute a config that is not plain data; --no-execute for code of strangers',
    default: true,
  },
} satisfies Record<string, Options>

export const DRY_RUN_OPTION = {
  'dry-run': { type: 'boolean', describe: 'Say what would be written, and write nothing', default: false },
} satisfies Record<string, Options>

/** The arguments of a command that stand for themselves, such as `<files..>`. */
export function listOption(options: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const value = options[name]
  return Array.isArray(value) ? value.map(String) : []
}

/** The project that a command is for. */
export function projectOf(options: Readonly<Record<string, unknown>>): { root: string; config: string | undefined } {
  return { root: resolve(textOption(options, 'cwd') ?? '.'), config: textOption(options, 'config') }
}

/** A text option; undefined where it was not given. */
export function textOption(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}
