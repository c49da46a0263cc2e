// `create-session eject`: stops managing a file.
import { type Command, EXIT, JSON_OPTION, listOption, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { printable } from '../terminal.ts'

export const eject: Command = {
  words: ['eject <files..>'],
  summary: 'Stop managing a file: it is yours alone from now on',
  about:
    'The file stays as it is, and no run writes it again. `check` no longer compares it; of a security\n' +
    'fix that it lacks, it still tells. `adopt` starts managing it again.\n\n' +
    'Exit code: 0 done, 1 error.',
  options: { ...PROJECT_OPTIONS, ...JSON_OPTION },
  examples: [['npx create-session eject src/sessions/session-cookie.ts', 'From now on you write it yourself']],
  run: async (options, terminal) => {
    const { eject: ejectFiles } = await import('../../manage.ts')
    const files = listOption(options, 'files')
    ejectFiles(projectOf(options), files)
    if (options['json'] === true) {
      terminal.out(JSON.stringify({ command: 'eject', files }, null, 2))
    } else {
      files.forEach((file) => terminal.out(`ejected  ${printable(file)}`))
    }
    return EXIT.done
  },
}
