// What a run did, would do, or found: from changes to lines, or to JSON.
import type { Run } from '../pipeline.ts'
import { type Change, type ChangeKind, type ChangeReason, isDrift } from '../reconcile/change.ts'
import { printable, type Style, styled, type Terminal } from './terminal.ts'

export interface ReportOptions {
  readonly command: string
  readonly isDryRun: boolean
  readonly asJson: boolean
}

const STYLES: Readonly<Record<ChangeKind, Style>> = {
  same: 'dim',
  create: 'green',
  replace: 'green',
  keep: 'yellow',
  refuse: 'red',
  delete: 'red',
  orphan: 'yellow',
}

/** Why, as one phrase; in `check` it stands behind the path. */
const REASONS: Readonly<Record<ChangeReason, string>> = {
  'in-sync': 'as generated',
  'line-endings': 'as generated, with other line ends',
  new: 'new',
  missing: 'missing',
  'deleted-by-you': 'deleted by you; it stays deleted',
  'config-changed': 'the config or the project changed',
  'template-revised': 'its template was revised',
  formatting: 'only its formatting differs',
  edited: 'edited by you; nothing new for it',
  'edited-and-new': 'edited by you, and there is something new for it',
  'not-generated': 'not generated here, and in the way of a file that would be',
  stale: 'no longer part of it',
  'stale-and-edited': 'no longer part of it, and edited by you: it stays, and is yours from now on',
}

/** What `generate` and the scaffold say. */
export function printRun(run: Run, options: ReportOptions, terminal: Terminal): void {
  if (options.asJson) {
    terminal.out(JSON.stringify({ command: options.command, dryRun: options.isDryRun, ...jsonOf(run) }, null, 2))
    return
  }
  printWarnings(run, terminal)
  const worthSaying = run.changes.filter(({ kind, reason }) => kind !== 'same' && reason !== 'formatting')
  const width = widthOf(worthSaying.filter(({ reason }) => reason !== 'new' && reason !== 'stale'))
  worthSaying.forEach((change) => terminal.out(`  ${lineOf(change, width, terminal)}`))
  terminal.out(summaryOf(run, options.isDryRun))
  if (run.changes.some(({ reason }) => reason === 'new')) {
    printNotes(run, terminal)
  }
}

/** What `check` says. */
export function printCheck(run: Run, options: { readonly asJson: boolean }, terminal: Terminal): void {
  const drifts = run.changes.filter(isDrift)
  if (options.asJson) {
    terminal.out(
      JSON.stringify({ command: 'check', drift: run.isInterrupted || drifts.length > 0, ...jsonOf(run) }, null, 2),
    )
    return
  }
  printWarnings(run, terminal)
  const worthSaying = run.changes.filter(({ kind, reason }) => kind !== 'same' || reason === 'line-endings')
  const width = widthOf(worthSaying)
  for (const { path, kind, reason } of worthSaying) {
    terminal.out(`  ${printable(path).padEnd(width)}  ${styled(terminal, STYLES[kind], REASONS[reason])}`)
  }
  if (run.isInterrupted) {
    terminal.out('An earlier run was interrupted while it wrote: `npx create-session generate` brings it to its end.')
  }
  const { file } = run.loaded
  terminal.out(
    drifts.length === 0
      ? `${file} and its code agree: ${counted(run.changes.length, 'file')}.`
      : `${file} and its code differ in ${counted(drifts.length, 'file')}. ${adviceFor(drifts)}`,
  )
}

function adviceFor(drifts: readonly Change[]): string {
  return drifts.some(({ kind }) => kind === 'refuse')
    ? 'What you edited is in the way; see: npx create-session diff'
    : 'To mend it: npx create-session generate'
}

/** A run as every command's JSON tells it. */
function jsonOf(run: Run): object {
  return {
    config: run.loaded.file,
    executed: run.loaded.executed,
    sessions: run.plans.map(({ target, backend, output, notes }) => ({ target, backend, output, notes })),
    changes: run.changes.map(({ path, kind, reason }) => ({ path, kind, reason })),
    warnings: run.warnings,
  }
}

function lineOf({ kind, path, reason }: Change, width: number, terminal: Terminal): string {
  const isPlain = reason === 'new' || reason === 'stale'
  const why = isPlain ? '' : `  ${styled(terminal, 'dim', REASONS[reason])}`
  return `${styled(terminal, STYLES[kind], kind.padEnd(7))}  ${isPlain ? printable(path) : printable(path).padEnd(width)}${why}`
}

function widthOf(changes: readonly Change[]): number {
  return Math.max(0, ...changes.map(({ path }) => printable(path).length))
}

function summaryOf({ changes, loaded }: Run, isDryRun: boolean): string {
  const count = (...kinds: readonly ChangeKind[]): number => changes.filter(({ kind }) => kinds.includes(kind)).length
  const refused = count('refuse')
  if (refused > 0) {
    return `Nothing would be written: ${counted(refused, 'file')} of yours would be lost.`
  }
  const written = (
    [
      ['created', count('create')],
      ['replaced', count('replace')],
      ['deleted', count('delete')],
    ] as const
  ).filter(([, files]) => files > 0)
  if (written.length === 0) {
    return `Nothing to do: ${loaded.file} and its code agree.`
  }
  const parts = written.map(
    ([verb, files], index) => `${index === 0 ? counted(files, 'file') : files} ${isDryRun ? `would be ${verb}` : verb}`,
  )
  return `${parts.join(', ')}.`
}

function printNotes({ plans }: Run, terminal: Terminal): void {
  for (const note of new Set(plans.flatMap(({ notes }) => notes))) {
    terminal.out(`${styled(terminal, 'cyan', 'note')} ${printable(note)}`)
  }
}

function printWarnings({ warnings }: Run, terminal: Terminal): void {
  for (const { where, message } of warnings) {
    terminal.err(
      `${styled(terminal, 'yellow', 'warning')} ${where.file}:${where.line}:${where.column}  ${printable(message)}`,
    )
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
