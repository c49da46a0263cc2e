// `create-session check`: whether config and code agree.
import { resolve } from 'node:path'
import { isDrift } from '../../reconcile/change.ts'
import { type Command, EXIT, JSON_OPTION, PROJECT_OPTIONS, textOption } from '../command.ts'
import { printCheck } from '../report.ts'

export const check: Command = {
  words: ['check'],
  summary: 'Say whether config and code agree; for CI',
  about:
    'Reads and writes nothing but its report. A config that is a plain literal is not executed.\n' +
    'What you edited is named, and is no drift as long as there is nothing new for it.\n\n' +
    'Exit code: 0 they agree, 1 error, 2 drift.',
  options: { ...PROJECT_OPTIONS, ...JSON_OPTION },
  examples: [
    ['npx create-session check', 'In CI, beside your tests'],
    ['npx create-session check --json', 'For another program'],
  ],
  run: async (options, terminal) => {
    const { prepare } = await import('../../pipeline.ts')
    const run = await prepare({
      root: resolve(textOption(options, 'cwd') ?? '.'),
      config: textOption(options, 'config'),
    })
    printCheck(run, { asJson: options['json'] === true }, terminal)
    return run.isInterrupted || run.changes.some(isDrift) ? EXIT.drift : EXIT.done
  },
}
