// What a target and a backend say of themselves. The plan reads these; the core knows no target or backend by name.
import type { ZodType } from 'zod'

/** One authored module and the name it has in the user's project, without an extension: `session-cookie`. */
export interface AuthoredModule {
  /** Path below `templates/`, with `/`: `runtime/session.ts`. */
  readonly source: string
  /** Emitted file name without its extension. */
  readonly name: string
}

/** A value that an authored module may read from `spec`. `text` is how a person writes it: `14 * 24 * 60 * 60`. */
export type SpecValue =
  boolean | number | string | null | RegExp | readonly string[] | { readonly value: number; readonly text: string }

export interface TargetMeta {
  /** The word of `sessions.config.ts`. */
  readonly name: string
  /** As people write it: `Express`. */
  readonly label: string
  /** The package whose presence in package.json says that the project uses this target. */
  readonly detect: string
  /** Majors that the emitted code runs on, as a semver range of `detect`. */
  readonly versions: string
  /** `node` has node: modules (synchronous crypto, `process.env`); `web` has the Web platform alone. It decides `spec.node`, `slots/session-id.ts`, `slots/seal.ts`. */
  readonly platform: 'node' | 'web'
  /** What a session middleware can see here. */
  readonly scopes: readonly ('http' | 'websocket')[]
  /** The module that fills `slots/session-object.ts`: what members a session has here. */
  readonly sessionObject: AuthoredModule
  /** The adapter, and what only this target needs of `runtime/`. */
  readonly modules: readonly AuthoredModule[]
  /** The module that exports `sessions`, by emitted name. */
  readonly entry: string
  /** Handlebars text, below `templates/`, that the emitted README shows under "Wire it in". */
  readonly usage: string
}

/** Names that the emitted index re-exports from one emitted module. */
export interface PublicNames {
  readonly module: string
  readonly values: readonly string[]
  readonly types: readonly string[]
}

export interface BackendMeta {
  readonly name: string
  readonly label: string
  /** `server` keeps records behind `ServerSideBackend`; `client` keeps the session in the cookie itself. */
  readonly side: 'client' | 'server'
  /** Where the emitted code runs. A web target's runtime without a file system cannot hold a backend that needs one. */
  readonly needs: readonly 'node:fs'[]
  /** The object form of `backend` in sessions.config.ts, without `type`. Every field has a default. */
  readonly options: ZodType<Record<string, unknown>>
  /** Turns validated options into members of `spec` that this backend's modules read. */
  readonly spec: (options: Record<string, unknown>) => Readonly<Record<string, SpecValue>>
  /**
   * What the records of a session stand below: a prefix, or a folder with its `/`. That of another session must not begin with
   * it. Missing where each session has a store of its own.
   */
  readonly storage?: (options: Record<string, unknown>) => string
  /** Driver to be in the project's package.json, by option: null where the platform is enough. */
  readonly driver: (options: Record<string, unknown>) => { readonly name: string; readonly range: string } | null
  /** How an application makes the driver's connection, for the usage text: an import, and the lines that follow it. */
  readonly client?: (options: Record<string, unknown>) => { readonly import: string; readonly setup: string }
  /** The class, and what only this backend needs of `runtime/`; another driver may be another module. */
  readonly modules: (options: Record<string, unknown>) => readonly AuthoredModule[]
  /** The module that exports `createBackend` and `BackendOptions`, by emitted name. */
  readonly entry: string
  /** What the index re-exports from this backend. */
  readonly exports: readonly PublicNames[]
  /** Handlebars text, below `templates/`, for the emitted README. */
  readonly notes: string
  /** One sentence each, printed at generation: what this backend does not promise. */
  readonly limits: readonly string[]
}
