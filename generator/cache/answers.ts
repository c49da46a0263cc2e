// Where what `check` and `generate` printed is kept, and when that may be printed again.
import { createHash } from 'node:crypto'
import { existsSync, fstatSync } from 'node:fs'
import { join, sep } from 'node:path'

/** What a run was asked, with all of its surroundings that show in what it prints. */
export interface Question {
  /** What stands behind the program's name. */
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: readonly (string | boolean | null)[]
}

/** What a run printed that had nothing to do, and all that it looked at. */
export interface Answer {
  /** The version of this package, and of Node. */
  readonly by: string
  readonly printed: string
  /** Facts that are cheap to find again, as JSON, by the project's root. */
  readonly facts: Readonly<Record<string, string>>
  /** What stood there, by absolute path. */
  readonly states: Readonly<Record<string, string>>
}

/** Commands whose answers are kept, as they are typed. */
const ANSWERING = new Set(['check', 'generate'])
/** A trial, or a look at a stranger's project, whose cache is a stranger's too. */
const UNKEPT = /^--.*(?:dry-?run|execute)/i
/** Whatever decides about colours, here or in Node; from where a report names files; and where Node looks for packages. */
const VARIABLES = [
  'NO_COLOR',
  'FORCE_COLOR',
  'NODE_DISABLE_COLORS',
  'TERM',
  'COLORTERM',
  'GITHUB_WORKSPACE',
  'NODE_PATH',
  'HOME',
  'USERPROFILE',
]
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
const MOVES = /[^\P{Cc}\n]|\p{Cf}/u

/** Null where there is no telling, such as in a folder that is gone. */
export function questionOf(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Question | null {
  const variables = VARIABLES.map((name) => env[name] ?? null)
  try {
    return { args, folder: process.cwd(), environment: [isTerminal(0), isTerminal(1), ...variables] }
  } catch {
    return null
  }
}

/** Most of the time a look at the file is enough, and what knows of terminals need not be loaded. */
function isTerminal(file: number): boolean {
  return fstatSync(file).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(file)
}

/**
 * The file for an answer; null where none is kept: in CI, where the files of a cache may come from a stranger, in a folder without
 * dependencies, and for a checkout of this package, which changes without its version.
 *
 * @param root The folder of this package.
 */
export function answerFile(
  { args, folder, environment }: Question,
  root: string,
  env: NodeJS.ProcessEnv = process.env,
): string | null {
  const isKept =
    ANSWERING.has(args[0] ?? '') &&
    !args.some((arg) => UNKEPT.test(arg)) &&
    !env['CI'] &&
    !env['GITHUB_ACTIONS'] &&
    root.includes(`${sep}node_modules${sep}`) &&
    existsSync(join(folder, 'node_modules'))
  if (!isKept) {
    return null
  }
  const name = createHash('sha256')
    .update(JSON.stringify([args, folder, environment]))
    .digest('base64url')
  return join(folder, 'node_modules/.cache/create-session', `${name}.json`)
}

export function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) {
    return false
  }
  const { by, printed, facts, states } = value as Readonly<Record<string, unknown>>
  return (
    typeof by === 'string' && typeof printed === 'string' && isHarmless(printed) && isTexts(facts) && isTexts(states)
  )
}

/** Whether it does nothing to a terminal but colour it: it comes from a file that anybody may have written. */
function isHarmless(text: string): boolean {
  return !MOVES.test(text.replace(COLOUR, ''))
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string')
}
