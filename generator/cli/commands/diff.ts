// `create-session diff`: what generating would change, line by line.
import { resolve } from 'node:path'
import { type Command, EXIT, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { printDiff } from '../report-diff.ts'

export const diff: Command = {
  words: ['diff'],
  summary: 'Show what generate would change, line by line',
  about:
    'Prints a unified diff from your files to what the config says. It writes nothing.\n' +
    'An edited file with nothing new for it is not in it.\n\n' +
    'Exit code: 0, whether there are differences or not; 1 error, 2 the config is invalid.',
  options: { ...PROJECT_OPTIONS, ...JSON_OPTION },
  examples: [
    ['npx create-session diff', 'Before you generate'],
    ['npx create-session diff | less', 'Page by page'],
  ],
  run: async (options, terminal) => {
    const { prepare } = await import('../../pipeline.ts')
    const run = await prepare({
      root: resolve(textOption(options, 'cwd') ?? '.'),
      config: textOption(options, 'config'),
    })
    await printDiff(run.changes, { asJson: options['json'] === true }, terminal)
    return EXIT.done
  },
}
