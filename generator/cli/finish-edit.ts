// What follows an edit of the config: it is shown, validated, and written together with the code that it means.
import type { Options } from 'yargs'
import type { EditedConfig } from '../edit-config/edit-config.ts'
import { GeneratorError } from '../errors.ts'
import type { Run } from '../pipeline.ts'
import type { Change } from '../reconcile/change.ts'
import { DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS } from './command.ts'
import { POLICIES } from './commands/generate.ts'
import { jsonOf, printConflicts, printRun } from './report.ts'
import { printDiff } from './report-diff.ts'
import { printable, styled, type Terminal } from './terminal.ts'

/** The options of every command that edits the config. */
export const EDIT_OPTIONS = {
  session: { type: 'string', describe: 'Which session, of a config that has several', requiresArg: true },
  generate: { type: 'boolean', describe: 'Generate too; --no-generate changes the config alone', default: true },
  conflict: {
    choices: POLICIES,
    describe: 'Where your lines and the generated ones collide: as for generate',
    default: 'stop',
    requiresArg: true,
  },
  ...PROJECT_OPTIONS,
  ...DRY_RUN_OPTION,
  ...JSON_OPTION,
} satisfies Record<string, Options>

/** What the help of these commands says of their end. */
export const EDIT_EXIT_CODES: string =
  'The config is validated before anything is written. Config and code are written together, or not at\n' +
  'all; `undo` takes back both.\n\n' +
  'Exit code: 0 done, 1 error, 2 the field or its value is wrong, or the config computes it, 3 an edit\n' +
  'is in the way.'

export interface Finish {
  readonly command: string
  readonly root: string
  readonly options: Readonly<Record<string, unknown>>
}

/** @returns The exit code. */
export async function finishEdit(edited: EditedConfig, finish: Finish, terminal: Terminal): Promise<number> {
  const { apply, prepareEdited } = await import('../pipeline.ts')
  const { isInTheWay } = await import('../reconcile/change.ts')
  const { root, command, options } = finish
  const policy = POLICIES.find((name) => name === options['conflict']) ?? 'stop'
  const [isDryRun, asJson] = [options['dry-run'] === true, options['json'] === true]
  const whole = await prepareEdited(root, edited, { policy }).catch((error: unknown) => {
    throw asOutlook(error, edited)
  })
  const run = options['generate'] === false ? configAlone(whole, edited) : whole
  const isRefused = run.changes.some(isInTheWay)
  if (!asJson) {
    await printEdit(edited, terminal)
    printConflicts({ changes: isRefused ? run.changes : [] }, terminal)
  }
  if (!isDryRun && !(asJson && isRefused)) {
    settling(() => apply(run))
  }
  if (asJson) {
    const { edits, notes } = edited
    terminal.out(JSON.stringify({ command, dryRun: isDryRun, edits, notes, ...jsonOf(run) }, null, 2))
  } else if (run === whole) {
    printRun(run, { command, isDryRun, asJson }, terminal)
  } else {
    terminal.out(isDryRun ? 'Nothing was written.' : 'The code is as it was: see npx create-session diff')
  }
  const hasMarkers = policy === 'markers' && run.changes.some(({ conflicts }) => conflicts.length > 0)
  return isRefused || hasMarkers ? EXIT.refused : EXIT.done
}

/** The run without the code. */
function configAlone(run: Run, { loaded: { file }, before, text }: EditedConfig): Run {
  const put = new Map(text === before ? [] : [[file, text]])
  return { ...run, changes: [], writing: { put, drop: [], seen: new Map([[file, before]]) } }
}

async function printEdit({ loaded, before, text, notes }: EditedConfig, terminal: Terminal): Promise<void> {
  const change: Change = {
    kind: 'replace',
    reason: 'config-changed',
    path: loaded.file,
    disk: before,
    next: text,
    base: null,
    generated: text,
    conflicts: [],
    line: null,
    advisories: [],
  }
  if (text === before) {
    terminal.out(`${printable(loaded.file)} says that already.`)
  } else {
    await printDiff([change], { asJson: false, withEdits: false }, terminal)
  }
  notes.forEach((note) => terminal.out(`${styled(terminal, 'cyan', 'note')} ${printable(note)}`))
}

/** The problems are those of a text that is not on disk. */
function asOutlook(error: unknown, { loaded, text, before }: EditedConfig): unknown {
  if (!(error instanceof GeneratorError) || error.code !== 'config-invalid' || text === before) {
    return error
  }
  const { code, problems } = error
  return new GeneratorError({
    code,
    message: `${loaded.file} would have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}`,
    hint: 'Nothing was written. Choose another value, or change those fields first',
    problems,
    cause: error,
  })
}

/** The config was not written either: settling begins with this command, not with `generate`. */
function settling(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (error instanceof GeneratorError && error.code === 'conflict') {
      throw new GeneratorError({
        code: error.code,
        message: error.message,
        hint: 'The config is as it was, too. Run it again with --conflict=markers, ours (yours) or theirs (the generated lines)',
        cause: error,
      })
    }
    throw error
  }
}
