// The commands, and what their end means for the process.
import yargs from 'yargs'
import { nearest } from '../config/nearest.ts'
import { GeneratorError } from '../errors.ts'
import { type Command, EXIT, nameOf, type SawCleanRun } from './command.ts'
import { scaffold } from './commands/scaffold.ts'
import { printFailure, usageError } from './failure.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/** By name, in the order of the help. Only the one that runs is loaded. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['', async (): Promise<Command> => scaffold],
  ['generate', async () => (await import('./commands/generate.ts')).generate],
  ['check', async () => (await import('./commands/check.ts')).check],
  ['audit', async () => (await import('./commands/audit.ts')).audit],
  ['diff', async () => (await import('./commands/diff.ts')).diff],
  ['set', async () => (await import('./commands/set.ts')).set],
  ['unset', async () => (await import('./commands/set.ts')).unset],
  ['add', async () => (await import('./commands/add.ts')).add],
  ['undo', async () => (await import('./commands/undo.ts')).undo],
  ['eject', async () => (await import('./commands/eject.ts')).eject],
  ['adopt', async () => (await import('./commands/adopt.ts')).adopt],
  ['init', async () => (await import('./commands/init.ts')).init],
  ['secret', async () => (await import('./commands/secret.ts')).secret],
  ['list', async () => (await import('./commands/list.ts')).list],
])
const WIDTH = 100

/** What can be typed behind the program's name; '' is the scaffold. */
export const COMMAND_NAMES: readonly string[] = [...COMMANDS.keys()]

/**
 * Runs one command.
 *
 * @param args What stands behind the program's name.
 * @param sawCleanRun Told of each run that had nothing to do.
 * @returns The exit code.
 */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
  sawCleanRun?: SawCleanRun,
): Promise<number> {
  let exitCode: number = EXIT.done
  let running = (await COMMANDS.get(args[0] ?? '')?.()) ?? scaffold
  // Where the first word names no command, it may stand behind its options.
  const commands = running === scaffold ? await allCommands() : [running]
  try {
    const parser = commands
      .reduce(
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
              exitCode = await command.run(options, terminal, sawCleanRun)
            },
          ),
        yargs([...args]),
      )
      .scriptName('create-session')
      // `set key 007`: what was typed is for the schema to read.
      .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false })
      .usage(usageOf(scaffold))
      .locale('en')
      .wrap(WIDTH)
      .version(false)
      .option('version', { type: 'boolean', describe: 'Print the version' })
      .help('help')
      .strict()
      .exitProcess(false)
      .fail((message: string | null, error: Error | undefined) => {
        throw error ?? usageError(message ?? '', running)
      })
    // yargs prints help itself, unless it is given somewhere else to put it.
    await parser.parseAsync([...args], {}, (_error, _argv, output) => {
      if (output !== '') {
        terminal.out(output)
      }
    })
    return exitCode
  } catch (error) {
    const failure = await withSuggestion(error, running)
    return printFailure(failure, { command: running, asJson: wantsJson(args) }, terminal)
  }
}

/** Also of a command line that cannot be read. */
function wantsJson(args: readonly string[]): boolean {
  return args.some(
    (arg, at) => arg === '--json' || arg === '--format=json' || (arg === 'json' && args[at - 1] === '--format'),
  )
}

function allCommands(): Promise<readonly Command[]> {
  return Promise.all([...COMMANDS.values()].map((load) => load()))
}

function usageOf(command: Command): string {
  const [words = ''] = command.words
  return `${`create-session ${words.replace('$0', '')}`.trim()} [options]\n\n${command.about}`
}

/** yargs takes a misspelt command for an argument of the scaffold. */
async function withSuggestion(error: unknown, running: Command): Promise<unknown> {
  const message = error instanceof GeneratorError && error.code === 'usage' ? error.message : ''
  const word = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1]
  if (word === undefined) {
    return error
  }
  const commands = await allCommands()
  const best = nearest(
    word,
    commands.flatMap((command) => [nameOf(command), ...Object.keys(command.options)]),
  )
  return best === null ? error : usageError(`${message}. Did you mean ${best}?`, running)
}
