// Decides for each file what happens to it, from what was generated last, what is on disk, and what would be generated now.
import { type Advisory, advisories, advisoriesFor } from '../../templates/advisories.ts'
import { merge, type Merged, resolve } from '../merge/merge.ts'
import { findMarkers } from '../merge/markers.ts'
import type { Change, ChangeReason } from './change.ts'
import { isBaseOf, type ManifestEntry, type ManifestReading } from './manifest.ts'
import { hashOf, normalised, withLineEndsOf } from './text.ts'

/** A file as it would be generated now. */
export interface NextFile {
  readonly path: string
  /** Formatted. */
  readonly text: string
  readonly source: string
  /** The revision of the template. */
  readonly revision: number
  /** Hash of the generated text before it was formatted. */
  readonly canonical: string
}

/** Text by path; a file that does not exist is missing. */
export type Texts = ReadonlyMap<string, string>

/** What there is before a run. */
export interface Before {
  /** Null where nothing was ever generated, or the manifest is lost. */
  readonly manifest: ManifestReading | null
  /** Texts as generated last, normalised, as far as their copies are still there. */
  readonly base: Texts
  readonly disk: Texts
  /** What the project's formatter makes of base and disk, normalised, where these differ from each other and from what is new. */
  readonly tidyBase: Texts
  readonly tidyDisk: Texts
  /** Whether a file can have been generated, by its name. */
  readonly isEmittedName: (path: string) => boolean
}

/**
 * What becomes of a line that you and the generator both changed: nothing is written, or the file gets both with conflict
 * markers, or yours, or the generated one.
 */
export type ConflictPolicy = 'stop' | 'markers' | 'ours' | 'theirs'

export interface Reconciliation {
  /** Sorted by path. */
  readonly changes: readonly Change[]
  /** What the manifest says once the changes are written. */
  readonly files: readonly ManifestEntry[]
  /** Base copies by the path of their file, for each managed entry of the manifest. */
  readonly base: Texts
}

export function reconcile(before: Before, next: readonly NextFile[], policy: ConflictPolicy = 'stop'): Reconciliation {
  const entries = new Map((before.manifest?.files ?? []).map((entry) => [entry.path, entry]))
  const paths = new Set(next.map(({ path }) => path))
  const files: ManifestEntry[] = []
  const base = new Map<string, string>()

  const current = next.map((file) => {
    const entry = entries.get(file.path)
    const change = decide(before, file, entry, policy)
    if (entry?.state === 'ejected') {
      files.push(entry)
    } else if (entry !== undefined && keepsBase(before, change, file, entry)) {
      files.push({ ...entry, source: file.source, revision: file.revision })
      base.set(file.path, before.base.get(file.path) ?? '')
    } else {
      files.push(managedEntry(file, lacksAfter(change, entry, policy)))
      base.set(file.path, normalised(file.text))
    }
    return change
  })
  const stale = [...entries.values()]
    .filter(({ path }) => !paths.has(path))
    .flatMap((entry) => decideStale(before, entry))
  return { changes: [...current, ...stale].toSorted((a, b) => (a.path < b.path ? -1 : 1)), files, base }
}

function decide(before: Before, file: NextFile, entry: ManifestEntry | undefined, policy: ConflictPolicy): Change {
  const { path } = file
  const disk = before.disk.get(path) ?? null
  const base = before.base.get(path) ?? null
  const generated = normalised(file.text)
  const unchanged = entry === undefined ? base === generated : entry.canonical === file.canonical
  const is = (kind: Change['kind'], reason: ChangeReason, more: Partial<Change> = {}): Change => ({
    kind,
    reason,
    path,
    disk,
    next: disk === null ? file.text : withLineEndsOf(disk, file.text),
    base,
    generated,
    conflicts: [],
    line: null,
    advisories: disk === null || entry === undefined ? [] : lackedBy(entry, unchanged),
    ...more,
  })

  if (entry?.state === 'ejected') {
    return is('keep', 'ejected')
  }
  if (disk === null) {
    if (entry === undefined) {
      return is('create', 'new')
    }
    return isNeeded(file) ? is('create', 'missing') : is('keep', 'deleted-by-you')
  }
  if (normalised(disk) === generated) {
    const isLineEnds = disk.includes('\r\n') !== file.text.includes('\r\n')
    return is('same', isLineEnds ? 'line-endings' : 'in-sync', { advisories: [] })
  }
  const line = findMarkers(normalised(disk))
  if (line !== null) {
    return is('refuse', 'conflict-markers', { line })
  }
  if (entry === undefined && base === null) {
    return is('refuse', 'not-generated')
  }
  if (isMigration(file)) {
    return is('keep', 'written-once')
  }
  const isRevised = entry !== undefined && entry.source === file.source && entry.revision !== file.revision
  const reason = unchanged ? 'formatting' : isRevised ? 'template-revised' : 'config-changed'
  if (normalised(disk) === base || hashOf(disk) === entry?.output) {
    return is('replace', reason)
  }
  const tidy = before.tidyDisk.get(path)
  if (tidy !== undefined && tidy === generated) {
    return is('keep', 'formatting', { advisories: [] })
  }
  if (tidy !== undefined && tidy === before.tidyBase.get(path)) {
    return unchanged ? is('keep', 'formatting') : is('replace', reason)
  }
  if (unchanged) {
    return is('keep', 'edited')
  }
  const merged = mergeOf(before, path, disk, generated)
  if (merged.kind === 'merged') {
    return is('merge', reason, { next: withLineEndsOf(disk, merged.text) })
  }
  const { conflicts } = merged
  return policy === 'stop'
    ? is('conflict', reason, { conflicts })
    : is('merge', reason, { conflicts, next: withLineEndsOf(disk, resolve(merged, policy)) })
}

/** As the texts stand; where these collide, as the formatter leaves them: a line that was only broken differently is no edit. */
function mergeOf(before: Before, path: string, disk: string, generated: string): Merged {
  const base = before.base.get(path) ?? ''
  const asTheyStand = merge({ path, base, yours: normalised(disk), generated })
  const tidyBase = before.tidyBase.get(path)
  const tidyDisk = before.tidyDisk.get(path)
  if (asTheyStand.kind === 'merged' || tidyBase === undefined || tidyDisk === undefined) {
    return asTheyStand
  }
  const tidied = merge({ path, base: tidyBase, yours: tidyDisk, generated })
  return tidied.kind === 'merged' ? tidied : asTheyStand
}

/** A file that was generated once and is no more. It goes only if the copy of what was generated proves it untouched. */
function decideStale(before: Before, entry: ManifestEntry): readonly Change[] {
  const { path } = entry
  const disk = before.disk.get(path)
  if (disk === undefined || entry.state === 'ejected') {
    return []
  }
  const base = before.base.get(path) ?? null
  const isUntouched =
    !isMigration(entry) &&
    before.isEmittedName(path) &&
    base !== null &&
    isBaseOf(entry, base) &&
    normalised(disk) === base
  const facts = { path, disk, next: null, base, generated: null, conflicts: [], line: null, advisories: [] }
  return isUntouched
    ? [{ kind: 'delete', reason: 'stale', ...facts }]
    : [{ kind: 'orphan', reason: isMigration(entry) ? 'written-once' : 'stale-and-edited', ...facts }]
}

/** SQL or a module. A database may have run it: a text that differs from what it ran, or none, would tell the next one a lie. */
function isMigration({ source }: Pick<NextFile, 'source'>): boolean {
  return /(^|\/)\d{4}_[^/]*$/.test(source)
}

/** Code is imported by other code; a page, an example or a migration can be deleted for good. */
function isNeeded(file: Pick<NextFile, 'path' | 'source'>): boolean {
  return !isMigration(file) && !/\.(md|example)$/.test(file.path)
}

/** A fix that leaves the generated text as it is, as it stands in a branch that this config does not have, is not lacked. */
function lackedBy({ source, revision, lacks, state }: ManifestEntry, unchanged: boolean): readonly Advisory[] {
  const missed = unchanged && state === 'managed' ? [] : advisoriesFor(source, revision)
  return [...missed, ...advisories.filter(({ id }) => lacks.includes(id) && !missed.some((other) => other.id === id))]
}

/** An edited file with nothing new keeps the base that its edits were made on. */
function keepsBase(before: Before, { kind }: Change, file: NextFile, entry: ManifestEntry): boolean {
  const base = before.base.get(file.path)
  return kind === 'keep' && entry.canonical === file.canonical && base !== undefined && isBaseOf(entry, base)
}

/** Where your lines were taken, a fix may be among those that were not. */
function lacksAfter(change: Change, entry: ManifestEntry | undefined, policy: ConflictPolicy): readonly string[] {
  if (change.kind !== 'merge' && change.kind !== 'keep') {
    return []
  }
  const isRefused = policy === 'ours' && change.conflicts.length > 0
  return isRefused ? change.advisories.map(({ id }) => id) : (entry?.lacks ?? [])
}

/** What the manifest says of a file as it would be generated now. */
export function managedEntry(file: NextFile, lacks: readonly string[] = []): ManifestEntry {
  const { path, source, revision, canonical } = file
  return { path, source, revision, canonical, output: hashOf(file.text), state: 'managed', lacks }
}
