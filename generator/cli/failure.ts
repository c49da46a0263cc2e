// An error as people see it: what happened, where, and what to do.
import { GeneratorError } from '../errors.ts'
import { type Command, EXIT, nameOf } from './command.ts'
import { printable, styled, type Terminal } from './terminal.ts'

/** Codes of errors that say: what you wrote would be lost. */
const REFUSED = new Set(['conflict', 'in-the-way', 'edited-since'])

/** Codes of errors that say: what you wrote is wrong. */
const WRONG_INPUT = new Set(['config-invalid', 'config-broken', 'config-computed', 'usage'])

/** Commands for which 2 is a verdict: what they cannot tell is a failure. */
const JUDGING = new Set(['check', 'audit'])

export interface FailureContext {
  readonly command: Command
  readonly asJson: boolean
}

/** @returns The exit code. */
export function printFailure(error: unknown, { command, asJson }: FailureContext, terminal: Terminal): number {
  const failure = asFailure(error, command)
  if (asJson) {
    const { code, message, hint, where, problems } = failure
    terminal.out(
      JSON.stringify({ error: { code, message, hint, ...(where === undefined ? {} : { where }), problems } }, null, 2),
    )
  } else {
    linesOf(failure, terminal).forEach((line) => terminal.err(line))
  }
  return exitCodeOf(failure, command)
}

function linesOf(failure: GeneratorError, terminal: Terminal): readonly string[] {
  const { where, problems, hint, message } = failure
  const place = where === undefined ? '' : `${where.file}:${where.line}:${where.column} `
  return [
    `${styled(terminal, 'red', 'error')} ${printable(place + message)}`,
    ...problems.map(
      ({ where: at, message: text }) => `  ${printable(`${at.file}:${at.line}:${at.column}`)}  ${printable(text)}`,
    ),
    printable(hint),
  ]
}

/** What is neither an error of ours nor of yargs is a fault of this program, or of the disk. */
export function asFailure(error: unknown, command: Command): GeneratorError {
  if (error instanceof GeneratorError) {
    return error
  }
  const text = error instanceof Error ? error.message : String(error)
  // yargs' own: a flag without its value, two commands at once.
  if (error instanceof Error && error.name === 'YError') {
    return usageError(text, command)
  }
  return new GeneratorError({
    code: (error as NodeJS.ErrnoException).code ?? 'unexpected',
    message: text,
    hint: 'If this is not about your disk, it is a fault of create-session: please report it',
    cause: error,
  })
}

/** What was typed names no command, or flags that there are not. */
export function usageError(message: string, command: Command): GeneratorError {
  const words = ['npx create-session', nameOf(command), '--help'].filter((word) => word !== '')
  return new GeneratorError({ code: 'usage', message, hint: `See ${words.join(' ')}` })
}

function exitCodeOf({ code }: GeneratorError, command: Command): number {
  if (REFUSED.has(code)) {
    return EXIT.refused
  }
  return WRONG_INPUT.has(code) && !JUDGING.has(nameOf(command)) ? EXIT.wrongInput : EXIT.failed
}
