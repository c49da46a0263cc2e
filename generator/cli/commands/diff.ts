// `create-session diff`: what generating would change, line by line.
import { type Command, EXIT, JSON_OPTION, PROJECT_OPTIONS, projectOf, textOption } from '../command.ts'

export const diff: Command = {
  words: ['diff'],
  summary: 'Show what generate would change, line by line',
  about:
    'Prints a unified diff from your files to what the config says. It writes nothing. Where you and\n' +
    'the generator both changed a file there are three: your edits, what is new, and the file with\n' +
    'both. Where these collide, each place stands there with its three texts.\n\n' +
    'Exit code: 0, whether there are differences or not; 1 error, 2 the config is invalid.',
  options: {
    edits: { type: 'boolean', describe: 'Show your edits too where there is nothing new for them', default: false },
    format: { choices: ['text', 'json'], describe: 'For whom', default: 'text', requiresArg: true },
    ...PROJECT_OPTIONS,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session diff', 'Before you generate'],
    ['npx create-session diff | less', 'Page by page'],
    ['npx create-session diff --edits', 'What you made of the generated code'],
  ],
  run: async (options, terminal) => {
    const [{ prepare }, { printDiff }] = await Promise.all([import('../../pipeline.ts'), import('../report-diff.ts')])
    const asJson = options['json'] === true || textOption(options, 'format') === 'json'
    const { changes } = await prepare(projectOf(options))
    await printDiff(changes, { asJson, withEdits: options['edits'] === true }, terminal)
    return EXIT.done
  },
}
