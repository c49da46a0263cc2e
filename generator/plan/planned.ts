// What the plan decides; no later stage looks at the config again.
import type { SpecValue } from '../../templates/meta.ts'
import type { UsageView } from './views.ts'

/** How relative imports are written in the project: `./session`, `./session.js`, `./session.ts`, `./session.mjs` … */
export type ImportExtension = '' | '.js' | '.ts' | '.mjs' | '.mts'

/** The emitted files' own extension. `.js` and `.mjs` are JavaScript with JSDoc types. */
export type FileExtension = '.ts' | '.mts' | '.js' | '.mjs'

export type PlannedFile =
  | {
      readonly kind: 'module'
      /** Where it goes, from the project's root, with `/`. */
      readonly path: string
      /** The authored module, below `templates/`. */
      readonly source: string
      /** Its exports are the user's, as those of the index are. Missing where they are not. */
      readonly isEntry?: true
    }
  | {
      readonly kind: 'template'
      readonly path: string
      /** The Handlebars text, below `templates/`. */
      readonly source: string
      readonly view: object
    }

/** Everything decided: which files, from which sources, folded on which values. */
export interface Plan {
  /** The session's name in a config of several; null for the only one. */
  readonly session: string | null
  readonly target: string
  readonly backend: string
  /** The folder of the emitted code, from the project's root, with `/`. */
  readonly output: string
  /** What `spec` is for every module of this plan. */
  readonly spec: Readonly<Record<string, SpecValue>>
  /**
   * Which authored source an import leads to (both below `templates/`): a slot to the module that fills it.
   * `slots/session-id.ts` and `slots/seal.ts` are filled by the target's platform, `slots/session-object.ts` by the target,
   * `slots/backend.ts` by the backend's entry, `slots/socket-session.ts` by the backend's side, and
   * `runtime/session-data.ts` by `project/session-data.ts.hbs`.
   */
  readonly slots: Readonly<Record<string, string>>
  /** Sorted by path. */
  readonly files: readonly PlannedFile[]
  readonly importExtension: ImportExtension
  readonly fileExtension: FileExtension
  /** Said once when the code is generated: what this choice does not promise, what to install. */
  readonly notes: readonly string[]
  /** What to paste to wire it in. */
  readonly usage: TemplatePart & { readonly view: UsageView }
  /** The environment variable that the code reads its keys from; null where it needs none. */
  readonly secretsVariable: string | null
  /** A folder of the project in which sessions are kept, from its root, with `/`; null where there is none. */
  readonly privateFolder: string | null
}

/** A Handlebars text, below `templates/`, with its view: as a member of another view it prints as its text. */
export interface TemplatePart {
  readonly source: string
  readonly view: object
}

/** A file as it will stand in the project. */
export interface EmittedFile {
  /** From the project's root, with `/`. */
  readonly path: string
  readonly text: string
  /** The template it came from, below `templates/`. */
  readonly source: string
}
