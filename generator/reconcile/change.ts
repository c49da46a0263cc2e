// What happens to one file of the project, and why.

/**
 * `same`: the file is what would be generated. `create`, `replace`, `delete`: to be written. `keep`: yours differs, and is left.
 * `refuse`: yours differs and so does the new text: nothing at all is written. `orphan`: yours differs from a file that is
 * generated no more; it is left, and forgotten.
 */
export type ChangeKind = 'same' | 'create' | 'replace' | 'keep' | 'refuse' | 'delete' | 'orphan'

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
  | 'edited-and-new'
  | 'not-generated'
  | 'stale'
  | 'stale-and-edited'

export interface Change {
  readonly kind: ChangeKind
  readonly reason: ChangeReason
  /** From the project's root, with `/`. */
  readonly path: string
  /** The text on disk, as it stands there; null where there is no file. */
  readonly disk: string | null
  /** The text that generating gives, with the line ends of the file on disk; null where the file is generated no more. */
  readonly next: string | null
}

/** Whether `generate` would do something about it, or cannot: what `check` calls drift. */
export function isDrift({ kind }: Change): boolean {
  switch (kind) {
    case 'same':
    case 'keep':
      return false
    case 'create':
    case 'replace':
    case 'refuse':
    case 'delete':
    case 'orphan':
      return true
  }
}
