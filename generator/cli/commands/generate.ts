// `create-session generate`: makes the code what the config says, and keeps what you edited.
import { isInTheWay } from '../../reconcile/change.ts'
import type { Project, Run } from '../../pipeline.ts'
import type { ConflictPolicy } from '../../reconcile/reconcile.ts'
import { type Command, DRY_RUN_OPTION, EXIT, JSON_OPTION, PROJECT_OPTIONS, projectOf } from '../command.ts'
import { projectsOf } from '../projects.ts'
import { printConflicts, printRun } from '../report.ts'
import type { Terminal } from '../terminal.ts'

export const POLICIES: readonly ConflictPolicy[] = ['stop', 'markers', 'ours', 'theirs']

export const generate: Command = {
  words: ['generate [configs..]'],
  summary: 'Make the code what the config says, and keep your edits',
  about:
    'Reads the config, and writes the code that differs from it: everything, or nothing. What you edited\n' +
    'and what is new are merged. Where they collide, both are shown and nothing is written, unless\n' +
    '--conflict says how to go on.\n\n' +
    'Exit code: 0 done, 1 error, 2 the config is invalid, 3 an edit is in the way, or markers were written.',
  options: {
    conflict: {
      choices: POLICIES,
      describe: 'Where your lines and the generated ones collide: stop, write both, or take one side',
      default: 'stop',
      requiresArg: true,
    },
    ...PROJECT_OPTIONS,
    ...DRY_RUN_OPTION,
    ...JSON_OPTION,
  },
  examples: [
    ['npx create-session generate', 'After a change of the config, or of create-session'],
    ['npx create-session generate --dry-run', 'See what it would do'],
    ['npx create-session generate --conflict=markers', 'Settle a conflict in your editor'],
    ['npx create-session generate --conflict=ours', 'Keep your lines where they collide'],
    ['npx create-session generate packages/api packages/admin', 'Several projects; a workspace needs no names'],
  ],
  run: async (options, terminal, sawCleanRun) => {
    const { eachProject } = await import('../../workspace/each-project.ts')
    const { root: folder } = projectOf(options)
    const policy = POLICIES.find((name) => name === options['conflict']) ?? 'stop'
    const [isDryRun, asJson] = [options['dry-run'] === true, options['json'] === true]
    const projects = await projectsOf(options, generate)
    return eachProject(projects, { command: generate, folder, asJson }, terminal, async (project, own) => {
      const { run, hasWritten, code } = await generateOne(project, { policy, isDryRun, asJson }, own)
      // What is found in a workspace changes with packages that no run looked at.
      if (!hasWritten && projects.length === 1 && project.root === folder) {
        sawCleanRun?.(run)
      }
      return code
    })
  },
}

interface Manner {
  readonly policy: ConflictPolicy
  readonly isDryRun: boolean
  readonly asJson: boolean
}

async function generateOne(
  project: Project,
  { policy, isDryRun, asJson }: Manner,
  terminal: Terminal,
): Promise<{ readonly run: Run; readonly hasWritten: boolean; readonly code: number }> {
  const { apply, heal, prepare } = await import('../../pipeline.ts')
  if (!isDryRun) {
    heal(project)
  }
  const run = await prepare(project, { policy })
  const isRefused = run.changes.some(isInTheWay)
  if (!asJson && isRefused) {
    printConflicts(run, terminal)
  }
  const hasWritten = !isDryRun && !(asJson && isRefused) && apply(run)
  printRun(run, { command: 'generate', isDryRun, asJson }, terminal)
  const hasMarkers = policy === 'markers' && run.changes.some(({ conflicts }) => conflicts.length > 0)
  return { run, hasWritten, code: isRefused || hasMarkers ? EXIT.refused : EXIT.done }
}
