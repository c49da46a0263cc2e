// Decides for each file what happens to it, from what was generated last, what is on disk, and what would be generated now.
import type { Change, ChangeReason } from './change.ts'
import type { Manifest, ManifestEntry } from './manifest.ts'
import { hashOf, normalised, withLineEndsOf } from './text.ts'

/** A file as it would be generated now. */
export interface NextFile {
  readonly path: string
  /** Formatted. */
  readonly text: string
  readonly source: string
  /** Hash of the template's text. */
  readonly revision: string
  /** Hash of the generated text before it was formatted. */
  readonly canonical: string
}

/** Text by path; a file that does not exist is missing. */
export type Texts = ReadonlyMap<string, string>

/** What there is before a run. */
export interface Before {
  /** Null where nothing was ever generated. */
  readonly manifest: Manifest | null
  /** Texts as generated last, normalised, as far as their copies are still there. */
  readonly base: Texts
  readonly disk: Texts
  /** What the project's formatter makes of base and disk, normalised, where these differ from each other and from what is new. */
  readonly tidyBase: Texts
  readonly tidyDisk: Texts
}

export interface Reconciliation {
  /** Sorted by path. */
  readonly changes: readonly Change[]
  /** What the manifest says once the changes are written. */
  readonly files: readonly ManifestEntry[]
  /** Base copies by the path of their file, for each entry of the manifest. */
  readonly base: Texts
}

export function reconcile(before: Before, next: readonly NextFile[]): Reconciliation {
  const entries = new Map((before.manifest?.files ?? []).map((entry) => [entry.path, entry]))
  const paths = new Set(next.map(({ path }) => path))
  const files: ManifestEntry[] = []
  const base = new Map<string, string>()

  const current = next.map((file) => {
    const entry = entries.get(file.path)
    const change = decide(before, file, entry)
    // An edited file with nothing new keeps the base that its edits were made on.
    const keepsBase = entry !== undefined && change.kind === 'keep' && entry.canonical === file.canonical
    files.push(keepsBase ? entry : entryOf(file))
    base.set(file.path, (keepsBase ? before.base.get(file.path) : undefined) ?? normalised(file.text))
    return change
  })
  const stale = [...entries.keys()].filter((path) => !paths.has(path)).flatMap((path) => decideStale(before, path))
  return { changes: [...current, ...stale].toSorted((a, b) => (a.path < b.path ? -1 : 1)), files, base }
}

function decide(before: Before, file: NextFile, entry: ManifestEntry | undefined): Change {
  const { path } = file
  const disk = before.disk.get(path) ?? null
  const is = (kind: Change['kind'], reason: ChangeReason): Change => ({
    kind,
    reason,
    path,
    disk,
    next: disk === null ? file.text : withLineEndsOf(disk, file.text),
  })

  if (disk === null) {
    if (entry === undefined) {
      return is('create', 'new')
    }
    return isNeeded(path) ? is('create', 'missing') : is('keep', 'deleted-by-you')
  }
  if (normalised(disk) === normalised(file.text)) {
    return is('same', disk.includes('\r\n') === file.text.includes('\r\n') ? 'in-sync' : 'line-endings')
  }
  if (entry === undefined) {
    return is('refuse', 'not-generated')
  }
  const isNew = entry.canonical !== file.canonical
  const isRevised = entry.source === file.source && entry.revision !== file.revision
  const reason = !isNew ? 'formatting' : isRevised ? 'template-revised' : 'config-changed'
  if (hashOf(disk) === entry.output) {
    return is('replace', reason)
  }
  const tidy = before.tidyDisk.get(path)
  if (tidy !== undefined && tidy === normalised(file.text)) {
    return is('keep', 'formatting')
  }
  if (tidy !== undefined && tidy === before.tidyBase.get(path)) {
    return isNew ? is('replace', reason) : is('keep', 'formatting')
  }
  return isNew ? is('refuse', 'edited-and-new') : is('keep', 'edited')
}

/** A file that was generated once and is no more. It goes only if the copy of what was generated proves it untouched. */
function decideStale(before: Before, path: string): readonly Change[] {
  const disk = before.disk.get(path)
  if (disk === undefined) {
    return []
  }
  const isUntouched = normalised(disk) === before.base.get(path)
  return isUntouched
    ? [{ kind: 'delete', reason: 'stale', path, disk, next: null }]
    : [{ kind: 'orphan', reason: 'stale-and-edited', path, disk, next: null }]
}

/** Code is imported by other code; a page or an example can be deleted for good. */
function isNeeded(path: string): boolean {
  return !/\.(md|example)$/.test(path)
}

function entryOf(file: NextFile): ManifestEntry {
  const { path, source, revision, canonical } = file
  return { path, source, revision, canonical, output: hashOf(file.text) }
}
