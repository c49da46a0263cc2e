// `create-session adopt`: starts managing a file.
import { type Command, EXIT, JSON_OPTION, listOption, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { printable } from '../terminal.ts'

export const adopt: Command = {
  words: ['adopt <files..>'],
  summary: 'Manage a file again, as it stands',
  about:
    'For a file that was ejected, that was in the way, or whose security fix you put in by hand: it stays\n' +
    'as it is. What differs from the generated text counts as your edit of it, and later changes merge.\n\n' +
    'Exit code: 0 done, 1 error, 2 the config is invalid.',
  options: { ...PROJECT_OPTIONS, ...JSON_OPTION },
  examples: [['npx create-session adopt src/sessions/session-cookie.ts', 'Have new versions of it merged again']],
  run: async (options, terminal) => {
    const { adopt: adoptFiles } = await import('../../manage.ts')
    const files = listOption(options, 'files')
    await adoptFiles(projectOf(options), files)
    if (options['json'] === true) {
      terminal.out(JSON.stringify({ command: 'adopt', files }, null, 2))
    } else {
      files.forEach((file) => terminal.out(`adopted  ${printable(file)}`))
    }
    return EXIT.done
  },
}
