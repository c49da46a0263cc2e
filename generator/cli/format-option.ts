// The two ways in which a command is asked for a format: `--format`, and `--json` for short.
import { type Command, textOption } from './command.ts'
import { usageError } from './failure.ts'

/** @returns The format that was asked for; undefined where none was. */
export function askedFormat(options: Readonly<Record<string, unknown>>, command: Command): string | undefined {
  const given = textOption(options, 'format')
  if (options['json'] === true && given !== undefined && given !== 'json') {
    throw usageError(`--json and --format ${given} are two formats`, command)
  }
  return options['json'] === true ? 'json' : given
}
