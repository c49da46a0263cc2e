// The revision of each template: a number that grows whenever its text changes, so that an older copy can be told from a newer.
import { createHash } from 'node:crypto'
import { readTemplate } from './read-template.ts'

export interface Revision {
  /** Counts from 1. */
  readonly revision: number
  /** SHA-256 of the template's text, base64url. */
  readonly hash: string
}

/** The templates of one version of this package. */
export interface Templates {
  /** The text of a template, by its path below `templates/`. */
  readonly read: (source: string) => string
  readonly revisionOf: (source: string) => number
}

let known: Readonly<Record<string, Revision>> | undefined

/** @param source Path below `templates/`. */
export function revisionOf(source: string): number {
  known ??= JSON.parse(readTemplate('revisions.json')) as Readonly<Record<string, Revision>>
  const found = known[source]
  if (found === undefined) {
    throw new Error(`templates/revisions.json does not name ${source}: run npm run snapshots`)
  }
  return found.revision
}

/** The templates of this version. */
export const ownTemplates: Templates = { read: readTemplate, revisionOf }

/** What revisions.json says once these templates are what they are now. */
export function printRevisions(before: Readonly<Record<string, Revision>>, sources: readonly string[]): string {
  const lines = sources.toSorted().map((source) => {
    const hash = createHash('sha256').update(readTemplate(source)).digest('base64url')
    const last = before[source]
    const revision = last === undefined ? 1 : last.hash === hash ? last.revision : last.revision + 1
    return `  ${JSON.stringify(source)}: { "revision": ${revision}, "hash": ${JSON.stringify(hash)} }`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}
