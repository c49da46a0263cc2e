// `create-session undo`: takes the last run back.
import { type Command, DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { printable } from '../terminal.ts'

export const undo: Command = {
  words: ['undo'],
  summary: 'Take the last run back',
  about:
    'Every file that the last run of create-session wrote or deleted here is as it was before: code,\n' +
    'config and application. Where one changed since, nothing is taken back.\n\n' +
    'Exit code: 0 done, or nothing to take back; 1 error, 3 a file changed since.',
  options: { ...PROJECT_OPTIONS, ...DRY_RUN_OPTION, ...JSON_OPTION },
  examples: [
    ['npx create-session undo', 'After a generate that you did not mean'],
    ['npx create-session undo --dry-run', 'See what it would do'],
  ],
  run: async (options, terminal) => {
    const { undo: takeBack } = await import('../../manage.ts')
    const isDryRun = options['dry-run'] === true
    const taken = takeBack(projectOf(options), isDryRun)
    if (options['json'] === true) {
      terminal.out(
        JSON.stringify({ command: 'undo', dryRun: isDryRun, ...(taken ?? { restored: [], removed: [] }) }, null, 2),
      )
    } else if (taken === null) {
      terminal.out('Nothing to take back: there was no run here, or it has been taken back.')
    } else {
      taken.restored.forEach((path) => terminal.out(`  restored  ${printable(path)}`))
      taken.removed.forEach((path) => terminal.out(`  removed   ${printable(path)}`))
      terminal.out(isDryRun ? 'Nothing was written.' : 'The last run is taken back.')
    }
    return EXIT.done
  },
}
