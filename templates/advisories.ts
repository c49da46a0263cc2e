// Security fixes of emitted code: which template, since which revision, and what to look at by hand.

export interface Advisory {
  /** Such as `CS-2026-001`: the year, and a number in it. */
  readonly id: string
  readonly severity: 'low' | 'moderate' | 'high' | 'critical'
  /** The template, below `templates/`. */
  readonly source: string
  /** The first revision of the template that has the fix. */
  readonly fixedIn: number
  /** What could happen without it, in one sentence. */
  readonly summary: string
  /** What to look at in a file that was edited. */
  readonly check: string
}

export const advisories: readonly Advisory[] = [
  {
    id: 'CS-2026-001',
    severity: 'moderate',
    source: 'runtime/record-changes.ts',
    fixedIn: 2,
    summary: 'Of requests that call regenerate({ keep }) on one session at once, two could carry it over.',
    check:
      'endRecord ends the record by one update with a deadline that has passed (expiresAt: 0), before it deletes it.',
  },
]

/** The fixes that a file lacks whose text came from this revision of its template. */
export function advisoriesFor(source: string, revision: number): readonly Advisory[] {
  return advisories.filter((advisory) => advisory.source === source && revision < advisory.fixedIn)
}
