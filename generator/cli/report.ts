// What a run did, would do, or found: from changes to lines, or to JSON.
import type { Run } from '../pipeline.ts'
import type { Change, ChangeKind, ChangeReason } from '../reconcile/change.ts'
import { findMarkers } from '../merge/markers.ts'
import { normalised } from '../reconcile/text.ts'
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
  merge: 'green',
  conflict: 'red',
  keep: 'yellow',
  refuse: 'red',
  delete: 'red',
  orphan: 'yellow',
}

/** Why, as one phrase. */
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
  ejected: 'ejected: yours alone',
  'written-once': 'a migration: once it is written it is yours, and never changed',
  'conflict-markers': 'it has conflict markers',
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
  printAdvisories(run, terminal)
  printWirings(run, terminal)
  terminal.out(summaryOf(run, options.isDryRun))
  if (run.changes.some(({ reason }) => reason === 'new')) {
    printNotes(run, terminal)
  }
}

/** The texts of each place where your edits and what is new collide. */
export function printConflicts({ changes }: Pick<Run, 'changes'>, terminal: Terminal): void {
  for (const { path, conflicts } of changes) {
    for (const { line, yours, base, generated } of conflicts) {
      terminal.out(`${styled(terminal, 'red', 'conflict')} ${printable(path)}:${line}`)
      printText('yours', yours, terminal)
      printText('as generated last', base, terminal)
      printText('generated now', generated, terminal)
    }
  }
}

function printText(title: string, text: string, terminal: Terminal): void {
  terminal.out(`  ${styled(terminal, 'bold', title)}`)
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  lines.forEach((line) => terminal.out(`    ${printable(line.replaceAll('\t', '  '))}`))
}

/** Where the application does not call the code as the config asks, and a run cannot help. */
function printWirings({ wirings }: Run, terminal: Terminal): void {
  for (const { state, next } of wirings) {
    if (state.kind === 'gone') {
      terminal.out(
        `${styled(terminal, 'yellow', 'wiring')} ${printable(state.path)} no longer calls the sessions, and will not be asked for them again. How to put it back stands in README.md beside the code`,
      )
    } else if (next?.kind === 'unable') {
      terminal.out(`${styled(terminal, 'yellow', 'wiring')} ${printable(next.why)}. Put in ${printable(next.where)}:`)
      next.paste.split('\n').forEach((line) => terminal.out(`    ${printable(line)}`))
    }
  }
}

/** Security fixes that came in, or that are still lacked. */
function printAdvisories({ changes }: Run, terminal: Terminal): void {
  for (const { path, kind, advisories, conflicts } of changes) {
    const isIn = (kind === 'replace' || kind === 'merge') && conflicts.length === 0
    for (const { id, severity, summary, check } of advisories) {
      terminal.out(
        isIn
          ? `${styled(terminal, 'green', 'fixed')} ${id} (${severity}) in ${printable(path)}: ${summary}`
          : `${styled(terminal, 'yellow', 'lacks')} ${id} (${severity}) in ${printable(path)}: ${summary} Look for: ${check}`,
      )
    }
  }
}

/** A run as every command's JSON tells it. */
export function jsonOf(run: Run): object {
  return {
    config: run.loaded.file,
    executed: run.loaded.executed,
    sessions: run.plans.map(({ target, backend, output, notes }) => ({ target, backend, output, notes })),
    changes: run.changes.map(({ path, kind, reason, conflicts, advisories }) => ({
      path,
      kind,
      reason,
      ...(conflicts.length === 0 ? {} : { conflicts }),
      ...(advisories.length === 0 ? {} : { advisories: advisories.map(({ id, severity }) => ({ id, severity })) }),
    })),
    warnings: run.warnings,
  }
}

function lineOf(change: Change, width: number, terminal: Terminal): string {
  const { kind, path, reason } = change
  const isPlain = reason === 'new' || reason === 'stale'
  const why = isPlain ? '' : `  ${styled(terminal, 'dim', `${REASONS[reason]}${settlementOf(change)}`)}`
  return `${styled(terminal, STYLES[kind], kind.padEnd(7))}  ${isPlain ? printable(path) : printable(path).padEnd(width)}${why}`
}

/** How the conflicts of a merge were settled. */
function settlementOf({ kind, conflicts, next }: Change): string {
  if (kind !== 'merge' || conflicts.length === 0) {
    return ''
  }
  const line = findMarkers(normalised(next ?? ''))
  const conflict = counted(conflicts.length, 'conflict')
  return line === null ? `; ${conflict} settled` : `; ${conflict} for you to settle, from line ${line} on`
}

function widthOf(changes: readonly Change[]): number {
  return Math.max(0, ...changes.map(({ path }) => printable(path).length))
}

function summaryOf({ changes, loaded }: Run, isDryRun: boolean): string {
  const count = (...kinds: readonly ChangeKind[]): number => changes.filter(({ kind }) => kinds.includes(kind)).length
  const refused = count('refuse', 'conflict')
  if (refused > 0) {
    return `Nothing would be written: ${counted(refused, 'file')} of yours ${refused === 1 ? 'stands' : 'stand'} in the way.`
  }
  const written = (
    [
      ['created', count('create')],
      ['replaced', count('replace')],
      ['merged', count('merge')],
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
