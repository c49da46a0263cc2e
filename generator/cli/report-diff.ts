// Changes as a unified diff.
import type { Change } from '../reconcile/change.ts'
import { normalised } from '../reconcile/text.ts'
import { styled, type Style, type Terminal } from './terminal.ts'

/** Prints from what is on disk to what would be there; a file that would stay as it is is not in it. */
export async function printDiff(
  changes: readonly Change[],
  options: { readonly asJson: boolean },
  terminal: Terminal,
): Promise<void> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const differing = changes.filter(
    ({ kind }) => kind === 'create' || kind === 'replace' || kind === 'delete' || kind === 'refuse',
  )
  const patches = differing.map(({ path, kind, reason, disk, next }) => ({
    path,
    kind,
    reason,
    patch: createTwoFilesPatch(
      disk === null ? '/dev/null' : `a/${path}`,
      next === null ? '/dev/null' : `b/${path}`,
      normalised(disk ?? ''),
      normalised(next ?? ''),
      undefined,
      undefined,
      { headerOptions: FILE_HEADERS_ONLY },
    ),
  }))
  if (options.asJson) {
    terminal.out(JSON.stringify({ command: 'diff', changes: patches }, null, 2))
    return
  }
  for (const { patch } of patches) {
    terminal.out(
      patch
        .trimEnd()
        .split('\n')
        .map((line) => coloured(line, terminal))
        .join('\n'),
    )
  }
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
  // Code may hold what a terminal would obey.
  const text = line.replace(/[^\P{Cc}\t]/gu, '\uFFFD')
  return style === undefined ? text : styled(terminal, style, text)
}
