// What wiring takes, and how it may end.
import type { Edit } from '../emit/specialise/edits.ts'
import type { Plan } from '../plan/planned.ts'
import type { ProjectFacts } from '../plan/project-facts.ts'
import type { UsageView } from '../plan/views.ts'
import type { WiringRecord } from './record.ts'

/** One session of a config, and the project that it is for. Of several sessions each sees the text that the one before gave. */
export interface WireInput {
  readonly facts: ProjectFacts
  readonly plan: Plan
  /** The plan's own view of its usage text. */
  readonly usage: UsageView
  /** The session's name in a config of several; null for the only one. */
  readonly session: string | null
  /** The text of a file, from the project's root; null if there is none. */
  readonly read: (path: string) => string | null
  /** The source files of the project, from its root. */
  readonly list: () => readonly string[]
}

export type Wiring =
  | {
      readonly kind: 'done'
      readonly path: string
      /** There was no such file; `before` is empty then. */
      readonly isNew?: true
      readonly before: string
      readonly text: string
      /** What leads from `before` to `text`. */
      readonly edits: readonly Edit[]
      readonly record: WiringRecord
    }
  | { readonly kind: 'already-there'; readonly path: string; readonly line: number; readonly record: WiringRecord }
  | {
      readonly kind: 'unable'
      /** What stands in the way, in one sentence. */
      readonly why: string
      /** Lines for a person to put in, */
      readonly paste: string
      /** and where. */
      readonly where: string
    }
