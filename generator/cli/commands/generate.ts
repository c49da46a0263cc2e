// `create-session generate`: makes the code what the config says.
import { resolve } from 'node:path'
import { type Command, DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { printRun } from '../report.ts'

export const generate: Command = {
  words: ['generate'],
  summary: 'Make the code what the config says',
  about:
    'Reads the config, and writes the code that differs from it: everything, or nothing.\n' +
    'What you edited stays as it is. A file that you edited and that would change too is named,\n' +
    'and nothing is written.\n\n' +
    'Exit code: 0 done, 1 error, 2 the config is invalid, 3 an edited file is in the way.',
  options: { ...PROJECT_OPTIONS, ...DRY_RUN_OPTION, ...JSON_OPTION },
  examples: [
    ['npx create-session generate', 'After a change of the config'],
    ['npx create-session generate --dry-run', 'See what it would do'],
    ['npx create-session generate --cwd packages/api', "For another folder's project"],
  ],
  run: async (options, terminal) => {
    const { apply, heal, prepare } = await import('../../pipeline.ts')
    const project = { root: resolve(textOption(options, 'cwd') ?? '.'), config: textOption(options, 'config') }
    const isDryRun = options['dry-run'] === true
    if (!isDryRun) {
      heal(project)
    }
    const run = await prepare(project)
    if (!isDryRun) {
      apply(run)
    }
    printRun(run, { command: 'generate', isDryRun, asJson: options['json'] === true }, terminal)
    return isDryRun && run.changes.some(({ kind }) => kind === 'refuse') ? EXIT.refused : EXIT.done
  },
}
