// Checks one project: what `generate` would do there, as findings.
import { dirname, join } from 'node:path'
import { findPrettierConfigs, kindOf } from '../format/prettier-configs.ts'
import { prepare, type Project, type Run } from '../pipeline.ts'
import { findingsOf } from './findings.ts'
import { remediesFor } from './remedies.ts'
import { type CheckedProject, wayBetween } from './report.ts'

export interface Checking {
  /** Whether a config that is more than data may be executed. */
  readonly mayExecute: boolean
  /** What names the project behind a command, for its remedies. */
  readonly flags: readonly string[]
}

/** @throws {GeneratorError} where it cannot be told. */
export async function checkProject(
  project: Project,
  { mayExecute, flags }: Checking,
): Promise<{ readonly run: Run; readonly found: CheckedProject }> {
  const run = await prepare(project, { mayExecute })
  const { loaded, plans } = run
  const formatters = programsThatFormat(run)
  const findings = findingsOf({ ...run, config: loaded.file }, remediesFor(flags))
  const isFormattingKnown = mayExecute || formatters.length === 0
  return {
    run,
    found: {
      config: loaded.file,
      executed: [...(loaded.executed ? [loaded.file] : []), ...(mayExecute ? formatters : [])],
      unread: mayExecute ? [] : formatters,
      sessions: plans.map(({ target, backend, output }) => ({ target, backend, output })),
      files: run.next.length,
      findings: isFormattingKnown ? findings : findings.filter(({ cause }) => cause !== 'formatting'),
      failure: null,
    },
  }
}

/** The Prettier configs of the project's files that are more than data. */
function programsThatFormat({ root, next }: Run): readonly string[] {
  const folders = new Set(next.map(({ path }) => dirname(join(root, path))))
  const configs = new Set([...folders].flatMap((folder) => findPrettierConfigs(folder)))
  return [...configs].filter((path) => kindOf(path) !== 'data').map((path) => wayBetween(root, path))
}
