// Where the command line prints, and what it may do there.
import { styleText } from 'node:util'

export interface Terminal {
  /** Prints a line, or several, on standard output. */
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** A person is there to answer. */
  readonly isInteractive: boolean
  readonly hasColours: boolean
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export function processTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process
  // `create-session diff | head`: the reader has seen enough.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error
    }
  })
  return {
    out: (text) => stdout.write(`${text}\n`),
    err: (text) => stderr.write(`${text}\n`),
    isInteractive: stdin.isTTY && stdout.isTTY && !env['CI'],
    hasColours: stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  }
}

export function styled({ hasColours }: Pick<Terminal, 'hasColours'>, style: Style, text: string): string {
  return hasColours ? styleText(style, text) : text
}

/**
 * Text from a project's files as it is safe to print: nothing in it moves the cursor, changes colours or turns text around,
 * and none of it is a command to the machine that runs the build: `::` at the start of a line, or `##[` anywhere.
 */
export function printable(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapedUnits)
    .replace(/^(\s*):(?=:)/, '$1\\u003a')
    .replace(/##(?=\w*\[)/g, '#\\u0023')
}

/** A character, or each half of one, as `\u` and four digits: how JSON and JavaScript write it too. */
export function escapedUnits(character: string): string {
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('')
}
