// What happens to one file of the project, and why.
import type { Advisory } from '../../templates/advisories.ts'
import type { Conflict } from '../merge/merge.ts'

/**
 * `same`: the file is what would be generated. `create`, `replace`, `delete`: to be written. `merge`: your edits and what is
 * new, in one text. `keep`: yours differs, and is left. `conflict`: your edits and what is new collide. `refuse`: the file must
 * not be touched. Either of these two, and nothing at all is written. `orphan`: yours differs from a file that is generated no
 * more; it is left, and forgotten.
 */
export type ChangeKind = 'same' | 'create' | 'replace' | 'merge' | 'keep' | 'conflict' | 'refuse' | 'delete' | 'orphan'

/** Why: for `replace`, `merge` and `conflict`, what made the new text. */
export type ChangeReason =
  | 'in-sync'
  | 'line-endings'
  | 'new'
  | 'missing'
  | 'deleted-by-you'
  | 'config-changed'
  | 'template-revised'
  | 'formatting'
  | 'edited'
  | 'ejected'
  | 'written-once'
  | 'not-generated'
  | 'conflict-markers'
  | 'stale'
  | 'stale-and-edited'

export interface Change {
  readonly kind: ChangeKind
  readonly reason: ChangeReason
  /** From the project's root, with `/`. */
  readonly path: string
  /** The text on disk, as it stands there; null where there is no file. */
  readonly disk: string | null
  /**
   * What `create`, `replace` and `merge` write, with the line ends of the file on disk; for the others what generating gives.
   * Null where the file is generated no more.
   */
  readonly next: string | null
  /** The text as generated last, normalised; null where that is not known. */
  readonly base: string | null
  /** What generating gives, normalised; null where the file is generated no more. */
  readonly generated: string | null
  /** Where your edits and what is new collide: of a `conflict`, or of a `merge` that was told how to settle them. */
  readonly conflicts: readonly Conflict[]
  /** The line of the first conflict marker, for the reason `conflict-markers`. */
  readonly line: number | null
  /** Security fixes that the file on disk lacks, whatever happens to it. */
  readonly advisories: readonly Advisory[]
}

/** Whether it is to be written. */
export function isWritten({ kind }: Change): boolean {
  return kind === 'create' || kind === 'replace' || kind === 'merge'
}

/** Whether it keeps a run from writing anything. */
export function isInTheWay({ kind }: Change): boolean {
  return kind === 'conflict' || kind === 'refuse'
}
