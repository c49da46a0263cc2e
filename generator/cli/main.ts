// The commands, and what their end means for the process.
import yargs from 'yargs'
import { check } from './commands/check.ts'
import { diff } from './commands/diff.ts'
import { generate } from './commands/generate.ts'
import { list } from './commands/list.ts'
import { scaffold } from './commands/scaffold.ts'
import { secret } from './commands/secret.ts'
import { type Command, EXIT, nameOf } from './command.ts'
import { nearest } from '../config/nearest.ts'
import { printFailure, usageError } from './failure.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const COMMANDS: readonly Command[] = [scaffold, generate, check, diff, secret, list]
const WIDTH = 100

/**
 * Runs one command.
 *
 * @param args What stands behind the program's name.
 * @returns The exit code.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let exitCode: number = EXIT.done
  let running = COMMANDS.find((command) => command.words[0] === args[0]) ?? scaffold
  const parser = COMMANDS.reduce(
    (cli, command) =>
      cli.command(
        command.words,
        command.summary,
        (own) =>
          (command === scaffold ? own : own.usage(usageOf(command)))
            .options(command.options)
            .example(command.examples.map(([line, meaning]) => [line, meaning])),
        async (options) => {
          running = command
          exitCode = await command.run(options, terminal)
        },
      ),
    yargs([...args]),
  )
    .scriptName('create-session')
    .usage(usageOf(scaffold))
    .locale('en')
    .wrap(WIDTH)
    .version(false)
    .option('version', { type: 'boolean', describe: 'Print the version' })
    .help('help')
    .strict()
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error ?? usageError(withSuggestion(message ?? ''), running)
    })
  try {
    // yargs prints help itself, unless it is given somewhere else to put it.
    await parser.parseAsync([...args], {}, (_error, _argv, output) => {
      if (output !== '') {
        terminal.out(output)
      }
    })
    return exitCode
  } catch (error) {
    return printFailure(error, { command: running, asJson: args.includes('--json') }, terminal)
  }
}

function usageOf(command: Command): string {
  return `${`create-session ${nameOf(command)}`.trim()} [options]\n\n${command.about}`
}

/** yargs takes a misspelt command for an argument of the scaffold. */
function withSuggestion(message: string): string {
  const word = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  const names = COMMANDS.flatMap((command) => [nameOf(command), ...Object.keys(command.options)])
  const best = word === undefined ? null : nearest(word, names)
  return best === null ? message : `${message}. Did you mean ${best}?`
}
