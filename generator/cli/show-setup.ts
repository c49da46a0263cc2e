// What a scaffold does beside the generated code, before it does it and afterwards.
import type { SecretOutcome } from '../setup/env-file.ts'
import type { Change } from '../reconcile/change.ts'
import { commandText } from '../setup/installation.ts'
import type { Wiring } from '../wire/wiring.ts'
import type { Scaffold } from './begin.ts'
import { printDiff } from './report-diff.ts'
import { printable, type Style, styled, type Terminal } from './terminal.ts'

interface Line {
  readonly verb: string
  readonly style: Style
  readonly path: string
  readonly what: string
}

const VERB_WIDTH = 7

/** Everything that is about to be done, for a person to agree to. */
export async function printIntention(scaffold: Scaffold, terminal: Terminal): Promise<void> {
  const { run, setup, wirings, installs } = scaffold
  const wiredPaths = new Set(wirings.flatMap((wiring) => (wiring.kind === 'done' ? [wiring.path] : [])))
  const { length } = run.changes.filter(({ path }) => path !== run.loaded.file && !wiredPaths.has(path))
  const folders = run.plans.map(({ output }) => `${output}/`).join(', ')
  printLines(
    [
      { verb: 'create', style: 'green', path: run.loaded.file, what: '' },
      { verb: 'create', style: 'green', path: folders, what: `${length} files` },
      ...linesOf(scaffold, setup.secrets?.outlook ?? null),
      ...(installs
        ? setup.commands.map((command): Line => ({ verb: 'run', style: 'cyan', path: commandText(command), what: '' }))
        : []),
    ],
    terminal,
  )
  for (const note of [...setup.notes, ...wirings.flatMap((wiring) => leftAlone(wiring) ?? [])]) {
    terminal.out(`${styled(terminal, 'cyan', 'note')} ${printable(note)}`)
  }
  const edits = run.changes
    .filter(({ path }) => wiredPaths.has(path))
    .map((change): Change => ({ ...change, kind: 'replace', generated: change.next }))
  await printDiff(edits, { asJson: false, withEdits: false }, terminal)
}

/** What was done, or would be. */
export function printSetup(scaffold: Scaffold, secrets: SecretOutcome | null, terminal: Terminal): void {
  printLines(linesOf(scaffold, secrets), terminal)
}

/** What was left as it is, and in a dry run what is still to come. */
export function printNotes({ setup, wirings, installs }: Scaffold, isDryRun: boolean, terminal: Terminal): void {
  const left = wirings.flatMap((wiring) => leftAlone(wiring) ?? [])
  for (const note of [...setup.notes, ...(isDryRun ? left : [])]) {
    terminal.out(`${styled(terminal, 'cyan', 'note')} ${printable(note)}`)
  }
  if (isDryRun && installs) {
    setup.commands.forEach((command) => terminal.out(`\`${commandText(command)}\` would be run.`))
  }
}

/** Why the application is not edited; null where it is. */
function leftAlone(wiring: Wiring): string | null {
  switch (wiring.kind) {
    case 'done':
      return null
    case 'already-there':
      return `${wiring.path}:${wiring.line} calls the sessions already`
    case 'unable':
      return `The sessions are not wired in for you: ${wiring.why}`
  }
}

function linesOf({ setup, wirings }: Scaffold, secrets: SecretOutcome | null): readonly Line[] {
  return [
    ...wirings.flatMap((wiring): readonly Line[] =>
      wiring.kind === 'done'
        ? [
            {
              verb: wiring.isNew === true ? 'create' : 'edit',
              style: 'green',
              path: wiring.path,
              what: 'calls the sessions',
            },
          ]
        : [],
    ),
    ...setup.edits.map(({ path, what }): Line => {
      const isNew = setup.seen.get(path) === null
      return { verb: isNew ? 'create' : 'edit', style: 'green', path, what }
    }),
    ...(secrets?.kind === 'written'
      ? [
          {
            verb: 'append',
            style: 'green',
            path: '.env',
            what: `a new key as ${setup.secrets?.variables.join(', ')}, for your eyes alone (mode 0600)`,
          } as const,
        ]
      : []),
  ]
}

function printLines(lines: readonly Line[], terminal: Terminal): void {
  const width = Math.max(0, ...lines.map(({ path }) => printable(path).length))
  for (const { verb, style, path, what } of lines) {
    const place = what === '' ? printable(path) : printable(path).padEnd(width)
    const why = what === '' ? '' : `  ${styled(terminal, 'dim', printable(what))}`
    terminal.out(`  ${styled(terminal, style, verb.padEnd(VERB_WIDTH))}  ${place}${why}`)
  }
}
