// What a run says about a project: each finding with its cause, its place, and what to do about it.
import type { Advisory } from '../../templates/advisories.ts'
import type { Problem } from '../errors.ts'
import type { Conflict } from '../merge/merge.ts'
import type { Change } from '../reconcile/change.ts'
import type { CheckedWiring } from '../wire/check-wirings.ts'
import { type Cause, CAUSES } from './causes.ts'
import { firstDifference } from './first-difference.ts'
import { type Remedies } from './remedies.ts'

/** `error` fails the check. */
export type Severity = 'error' | 'warning' | 'note'

export interface Finding {
  readonly cause: Cause
  readonly severity: Severity
  /** From the project's root, with `/`. */
  readonly path: string
  /** Counts from 1; null where it is about the file as a whole. */
  readonly line: number | null
  /** What it is, to stand behind the path. */
  readonly message: string
  /** What to do, in one line. */
  readonly remedy: string
  /** The fix that is lacked, of the cause `security-fix`. */
  readonly advisory: Advisory | null
}

/** What is known of a project that was not written to. */
export interface Inspected {
  readonly config: string
  readonly changes: readonly Change[]
  readonly wirings: readonly CheckedWiring[]
  readonly isInterrupted: boolean
  readonly warnings: readonly Problem[]
}

/** 0: they agree; 2: drift; 3: somebody has to decide. */
export function exitCodeOf(findings: readonly Finding[]): 0 | 2 | 3 {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.some(({ cause }) => CAUSES[cause].verdict === 'conflict')) {
    return 3
  }
  return errors.length > 0 ? 2 : 0
}

/** What is about the config comes first, then each file by its path, then the application. */
export function findingsOf(inspected: Inspected, remedies: Remedies): readonly Finding[] {
  const { config, changes, wirings, isInterrupted, warnings } = inspected
  const interrupted = isInterrupted
    ? [finding('interrupted', { path: config, message: 'a run was killed while it wrote', remedy: remedies.finish })]
    : []
  const warned = warnings.map(({ where, message }) =>
    finding('config-warning', { path: where.file, line: where.line, message, remedy: remedies.reconsider }),
  )
  const inFiles = changes.flatMap((change) => findingsOfChange(change, remedies))
  return [...interrupted, ...warned, ...inFiles, ...wirings.flatMap((wiring) => unwired(wiring, remedies))]
}

function findingsOfChange(change: Change, remedies: Remedies): readonly Finding[] {
  return [...aboutFile(change, remedies), ...change.advisories.map((advisory) => lacked(change, advisory, remedies))]
}

function aboutFile(change: Change, remedies: Remedies): readonly Finding[] {
  const { path, kind, line, conflicts } = change
  const { generate, nothing } = remedies
  switch (change.reason) {
    case 'in-sync':
    case 'ejected':
    case 'written-once':
      return []
    case 'line-endings':
      return [finding('line-endings', { path, message: 'as generated, with other line ends', remedy: nothing })]
    case 'formatting':
      return [finding('formatting', { path, message: 'only its formatting differs', remedy: nothing })]
    case 'edited': {
      const message = 'edited by you; nothing new for it'
      return [finding('edited', { path, line: editedLine(change), message, remedy: remedies.keepEdit })]
    }
    case 'deleted-by-you': {
      const message = 'deleted by you; it stays deleted'
      return [finding('deleted-by-you', { path, message, remedy: nothing })]
    }
    case 'new':
      return [finding('missing', { path, message: 'not generated yet', remedy: generate })]
    case 'missing':
      return [finding('missing', { path, message: 'missing', remedy: generate })]
    case 'stale':
      return [finding('orphan', { path, message: 'no longer part of it', remedy: remedies.removeStale })]
    case 'stale-and-edited': {
      const message = 'no longer part of it, and edited by you'
      return [finding('orphan', { path, message, remedy: remedies.forgetStale })]
    }
    case 'conflict-markers': {
      const message = 'it has conflict markers'
      return [finding('conflict-markers', { path, line, message, remedy: remedies.resolveMarkers })]
    }
    case 'not-generated': {
      const message = 'not generated here, and in the way of a file that would be'
      return [finding('not-generated', { path, message, remedy: remedies.clearWay(path) })]
    }
    case 'config-changed':
    case 'template-revised':
      return kind === 'conflict' ? collisions(path, conflicts, remedies) : [outdated(change, remedies)]
  }
}

function outdated({ path, reason, kind }: Change, { generate }: Remedies): Finding {
  const merged = kind === 'merge' ? '; your edits will be kept' : ''
  return reason === 'template-revised'
    ? finding('template-revised', { path, message: `its template was revised${merged}`, remedy: generate })
    : finding('config-changed', { path, message: `the config or the project changed${merged}`, remedy: generate })
}

function collisions(path: string, conflicts: readonly Conflict[], remedies: Remedies): readonly Finding[] {
  return conflicts.map(({ line, why }) =>
    finding('conflict', { path, line, message: COLLISIONS[why], remedy: remedies.settle }),
  )
}

const COLLISIONS: Readonly<Record<Conflict['why'], string>> = {
  'both-changed': 'your edit and what is new collide',
  'does-not-parse': 'your edits and what is new don’t fit together: the merged file would not parse',
  'imports-twice': 'your edits and what is new don’t fit together: the merged file would declare a name twice',
}

function lacked({ path, kind, reason }: Change, advisory: Advisory, remedies: Remedies): Finding {
  const { id, severity, summary } = advisory
  const isMerged = kind === 'replace' || kind === 'merge'
  const remedy = isMerged
    ? remedies.bringFix
    : kind === 'conflict'
      ? remedies.settle
      : remedies.mendByHand(path, advisory.check)
  const found = finding('security-fix', { path, message: `lacks ${id} (${severity}): ${summary}`, remedy, advisory })
  return reason === 'ejected' ? { ...found, severity: 'warning' } : found
}

/** What a run mends by itself is among its changes. */
function unwired({ state, next }: CheckedWiring, remedies: Remedies): readonly Finding[] {
  const { path, record } = state
  if (state.kind === 'gone') {
    const message = 'no longer calls the code: nothing has a session'
    return [finding('wiring-gone', { path, message, remedy: remedies.wireAgain(`${record.output}/README.md`) })]
  }
  if (next?.kind !== 'unable') {
    return []
  }
  const message = `calls the code as the config was before; ${next.why}`
  const remedy = remedies.wireByHand(next.where, next.paste)
  return [finding('wiring-gone', { path, line: state.kind === 'outdated' ? state.line : null, message, remedy })]
}

function finding(
  cause: Cause,
  place: Pick<Finding, 'path' | 'message' | 'remedy'> & Partial<Pick<Finding, 'line' | 'advisory'>>,
): Finding {
  const { verdict } = CAUSES[cause]
  const severity = verdict === 'drift' || verdict === 'conflict' ? 'error' : verdict
  return { cause, severity, line: null, advisory: null, ...place }
}

function editedLine({ disk, base, generated }: Change): number | null {
  const from = base ?? generated
  return disk === null || from === null ? null : firstDifference(from, disk)
}
