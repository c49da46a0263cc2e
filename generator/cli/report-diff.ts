// Changes as unified diffs: one where a file is yours or generated, three where both of you wrote in it.
import type { Change } from '../reconcile/change.ts'
import { normalised } from '../reconcile/text.ts'
import { printableJson } from '../check/as-json.ts'
import { printConflicts } from './report.ts'
import { printable, styled, type Style, type Terminal } from './terminal.ts'

/** The four texts of a file: generated last, on disk, generated now, and what `generate` would write. */
type TextName = 'base' | 'yours' | 'generated' | 'merged'

interface Diff {
  readonly from: TextName
  readonly to: TextName
  /** What it shows, to stand over it; null where it is the only one. */
  readonly title: string | null
}

interface Patch extends Diff {
  readonly patch: string
}

export interface DiffOptions {
  readonly asJson: boolean
  /** Show edits for which there is nothing new, too. */
  readonly withEdits: boolean
}

const YOURS: Diff = { from: 'base', to: 'yours', title: 'your edits, on what was generated last' }
const NEWS: Diff = { from: 'base', to: 'generated', title: 'what is new, on what was generated last' }
const RESULT: Diff = { from: 'yours', to: 'merged', title: 'what generate writes: your file with what is new' }
const WHOLE: Diff = { from: 'yours', to: 'generated', title: null }

/** Prints what would change, and from what; a file that would stay as it is is not in it. */
export async function printDiff(changes: readonly Change[], options: DiffOptions, terminal: Terminal): Promise<void> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const differing = changes.flatMap((change) => {
    const diffs = diffsOf(change, options)
    return diffs.length === 0
      ? []
      : [{ change, patches: diffs.map((diff) => ({ ...diff, patch: patchOf(change, diff) })) }]
  })
  if (options.asJson) {
    const printed = differing.map(({ change: { path, kind, reason, conflicts }, patches }) => ({
      path,
      kind,
      reason,
      diffs: patches.map(({ from, to, patch }) => ({ from, to, patch })),
      conflicts,
    }))
    terminal.out(printableJson({ command: 'diff', changes: printed }))
    return
  }
  for (const { change, patches } of differing) {
    patches.forEach((patch) => printPatch(change, patch, terminal))
    printConflicts({ changes: [change] }, terminal)
  }

  function patchOf(change: Change, { from, to, title }: Diff): string {
    const [before, after] = [textOf(change, from), textOf(change, to)]
    const [a, b] = title === null ? ['a', 'b'] : [from, to]
    return createTwoFilesPatch(
      before === null ? '/dev/null' : `${a}/${change.path}`,
      after === null ? '/dev/null' : `${b}/${change.path}`,
      normalised(before ?? ''),
      normalised(after ?? ''),
      undefined,
      undefined,
      { headerOptions: FILE_HEADERS_ONLY },
    )
  }
}

function diffsOf({ kind, reason, base }: Change, { withEdits }: DiffOptions): readonly Diff[] {
  switch (kind) {
    case 'same':
    case 'orphan':
      return []
    case 'keep':
      return withEdits && reason === 'edited' && base !== null ? [YOURS] : []
    case 'create':
    case 'replace':
    case 'delete':
    case 'refuse':
      return [WHOLE]
    case 'merge':
      return base === null ? [RESULT] : [YOURS, NEWS, RESULT]
    case 'conflict':
      return base === null ? [] : [YOURS, NEWS]
  }
}

function textOf({ base, disk, generated, next }: Change, name: TextName): string | null {
  switch (name) {
    case 'base':
      return base
    case 'yours':
      return disk
    case 'generated':
      return generated
    case 'merged':
      return next
  }
}

function printPatch({ path }: Change, { title, patch }: Patch, terminal: Terminal): void {
  if (title !== null) {
    terminal.out(styled(terminal, 'bold', `# ${printable(path)}: ${title}`))
  }
  const lines = patch.trimEnd().split('\n')
  terminal.out(lines.map((line) => coloured(line, terminal)).join('\n'))
}

function coloured(line: string, terminal: Terminal): string {
  const styles: readonly (readonly [start: string, style: Style])[] = [
    ['---', 'bold'],
    ['+++', 'bold'],
    ['@@', 'cyan'],
    ['+', 'green'],
    ['-', 'red'],
  ]
  const style = styles.find(([start]) => line.startsWith(start))?.[1]
  const text = line.split('\t').map(printable).join('\t')
  return style === undefined ? text : styled(terminal, style, text)
}
