// What a target and a backend say of themselves. The plan reads these; the core knows no target or backend by name.
import type { ZodType } from 'zod'
import type { WireMeta } from './wire-meta.ts'

/** One authored module and the name it has in the user's project, without an extension: `session-cookie`. */
export interface AuthoredModule {
  /** Path below `templates/`, with `/`: `runtime/session.ts`. */
  readonly source: string
  /** Emitted file name without its extension. */
  readonly name: string
  /** Something outside of the code imports it, as a platform does that looks for a class: it is needed as it stands. */
  readonly isEntry?: true
}

/** A value that an authored module may read from `spec`. `text` is how a person writes it: `14 * 24 * 60 * 60`. */
export type SpecValue =
  boolean | number | string | null | RegExp | readonly string[] | { readonly value: number; readonly text: string }

export interface TargetMeta {
  /** The word of `sessions.config.ts`. */
  readonly name: string
  /** As people write it: `Express`. */
  readonly label: string
  /**
   * The package whose presence in package.json says that the project uses this target, and its majors that the emitted code runs
   * on, as a semver range. Null for what is part of the platform: a config has to name it.
   */
  readonly detect: {
    readonly package: string
    readonly versions: string
    /** Targets that it is built on: where they are found beside it, it alone is meant. Missing where there is none. */
    readonly above?: readonly string[]
  } | null
  /** The folder of the sources in projects that have no `src`: missing where that is the project itself. */
  readonly folder?: string
  /** `node` has node: modules (synchronous crypto, `process.env`); `web` has the Web platform alone. It decides `spec.node`, `slots/session-id.ts`, `slots/seal.ts`. */
  readonly platform: 'node' | 'web'
  /** Where the emitted code runs: a session's whole life is tried on each. */
  readonly runtimes: readonly ('node' | 'bun' | 'deno' | 'workerd')[]
  /** What its tests run it behind, as the thing itself can't be had: as people write it. Missing where they run on the thing itself. */
  readonly standIn?: string
  /**
   * Where the application is bundled: `import` is understood whatever package.json says, and modules are run while it is built:
   * this expression says that they are not. With `awaits` false nothing can be awaited at the top of a module. Missing where Node.js
   * runs the files.
   */
  readonly bundle?: { readonly isServing: string; readonly awaits?: false }
  /** One sentence each, printed at generation: what a backend, by name, does not do here. */
  readonly limits?: Readonly<Record<string, string>>
  /** Whether it answers with the status of an error only if that has `status` and `expose` as well, as those of http-errors have. */
  readonly httpErrors?: true
  /** What a session middleware can see here. */
  readonly scopes: readonly ('http' | 'websocket')[]
  /** The module that fills `slots/session-object.ts`: what members a session has here. */
  readonly sessionObject: AuthoredModule
  /** The adapter, and what only this target needs of `runtime/`. */
  readonly modules: readonly AuthoredModule[]
  /** The module that exports `sessions`, by emitted name. */
  readonly entry: string
  /** What the index re-exports from there beside `sessions`. Missing where that is all. */
  readonly exports?: (hasWebSocket: boolean) => Pick<PublicNames, 'values' | 'types'>
  /** What it re-exports from other modules of the target. Missing where there is nothing. */
  readonly otherExports?: (hasWebSocket: boolean) => readonly PublicNames[]
  /** Handlebars text, below `templates/`, that the emitted README shows under "Wire it in". */
  readonly usage: string
  /** The module that fills `slots/test-app.ts`: an application whose handlers come with the requests. */
  readonly testApp: string
  /** The module that fills `slots/test-agent.ts`: a caller with cookies, in the framework's own testing idiom. */
  readonly testAgent: string
  /** How a request is made with it, for the emitted README. */
  readonly testCall: string
  readonly wire: WireMeta
}

/** Names that the emitted index re-exports from one emitted module. */
export interface PublicNames {
  readonly module: string
  readonly values: readonly string[]
  readonly types: readonly string[]
}

/** What somebody has to run before the code works: files that are emitted once, and never rewritten, merged or deleted. */
export interface Migrations {
  /** In the order in which they are run. A later release adds to the end. */
  readonly files: readonly MigrationFile[]
  /** The command that runs them. */
  readonly run: string
}

export interface MigrationFile {
  /** Handlebars text, below `templates/`. Its name begins with four digits: by that a migration is known. */
  readonly source: string
  /** Where it goes, from the project's root, with `/`; its name begins with a number. That of a module has no extension: it gets that of the project's code. */
  readonly path: string
  readonly view: object
}

/** What a backend promises of the sessions it keeps. Its contract takes each from here, and holds the backend to it. */
export interface Guarantees {
  /** Of changes that meet none is lost, and nothing brings an ended session back: S-B2, S-B3. */
  readonly isAtomic: boolean
  /** The sessions of a user can be found and ended: `userKey`. */
  readonly findsUsers: boolean
  /** What removes sessions whose time is over: the store by itself, `deleteExpired` of the backend, or the browser that has the cookie. */
  readonly expiry: 'store' | 'backend' | 'browser'
  /** `deleteAll` ends every session of this config, and touches nothing else in the store. */
  readonly deletesAll: boolean
}

/** The module `sessions-table`, which is regenerated and merged like the code, as it says what the table is now. */
export interface TableModule {
  /** Handlebars text, below `templates/`. */
  readonly source: string
  readonly view: object
}

/** The package that the emitted code imports. */
export interface DriverPackage {
  readonly name: string
  readonly range: string
  /**
   * Packages of which it stands on one, which a project has beside it: where one of these is not there, it is for another
   * store, and where one is, it is meant. Missing where it stands on none.
   */
  readonly above?: readonly string[]
}

export interface BackendMeta {
  readonly name: string
  readonly label: string
  /** `server` keeps records behind `ServerSideBackend`; `client` keeps the session in the cookie itself. */
  readonly side: 'client' | 'server'
  /** What the platform has to have: a web target's runtime without files, or sockets, cannot hold a backend that needs them. */
  readonly needs: readonly ('node:fs' | 'node:net')[]
  /** The runtimes that its store can be reached from: a target that runs on none of them cannot have it. Missing where each can. */
  readonly runtimes?: TargetMeta['runtimes']
  /** The object form of `backend` in sessions.config.ts, without `type`. Every field has a default. */
  readonly options: ZodType<Record<string, unknown>>
  /** Turns validated options into members of `spec` that this backend's modules read. */
  readonly spec: (options: Record<string, unknown>) => Readonly<Record<string, SpecValue>>
  /**
   * What the records of a session stand below: a prefix, or a folder with its `/`. That of another session must not begin with
   * it. Missing where each session has a store of its own, null where its options ask for none.
   */
  readonly storage?: (options: Record<string, unknown>) => string | null
  /** A folder of the project that holds sessions, from its root, with `/`: no repository is to have it. Null where it lies outside. */
  readonly privateFolder?: (options: Record<string, unknown>) => string | null
  /** The drivers to choose from: the values of its option `client`, the usual one first. Missing where there is no choice. */
  readonly clients?: readonly string[]
  /** Driver to be in the project's package.json, by option: null where the platform is enough. */
  readonly driver: (options: Record<string, unknown>) => DriverPackage | null
  /** How an application makes the driver's connection, for the usage text: an import, and the lines that follow it. */
  readonly client?: (options: Record<string, unknown>) => { readonly import: string; readonly setup: string } | null
  /** What creates the tables of a backend that has some. `hasUsers`: the sessions of a user are to be found. */
  readonly migrations?: (options: Record<string, unknown>, hasUsers?: boolean) => Migrations
  /**
   * The table in the language of an ORM, beside the code: from it a tool makes the migrations, and knows the table for the
   * application's own. Missing, or null, where nothing of the kind is wanted.
   */
  readonly tableModule?: (options: Record<string, unknown>, hasUsers: boolean) => TableModule | null
  /** The class, and what only this backend needs of `runtime/`; another driver may be another module. */
  readonly modules: (options: Record<string, unknown>) => readonly AuthoredModule[]
  /** The module that exports `createBackend` and `BackendOptions`, by emitted name. */
  readonly entry: string
  /** What the index re-exports from this backend: its class first. */
  readonly exports: (options: Record<string, unknown>) => readonly PublicNames[]
  /** Which of its modules fill slots, by path below `templates/`. Missing where none does. */
  readonly slots?: (options: Record<string, unknown>) => Readonly<Record<string, string>>
  /**
   * The module that fills `slots/test-backend.ts`: `openBackend`, which makes this backend for one of the emitted tests.
   * Missing where the tests run in memory.
   */
  readonly testBackend?: (options: Record<string, unknown>) => string
  /** Handlebars text, below `templates/`, for the emitted README. */
  readonly notes: string
  /** What that asks of the options, beside the members of `spec`. Missing where it asks for nothing. */
  readonly noted?: (options: Record<string, unknown>) => Readonly<Record<string, boolean>>
  readonly guarantees: Guarantees
  /** What the tests run it on. */
  readonly testedOn: {
    /** As people write it, with its version: `Redis 7.0`; null for what is part of Node. */
    readonly store: string | null
    /** It is not the store itself, but stands for this one: `MySQL`. Missing where it is. */
    readonly insteadOf?: string
  }
  /** One sentence each, printed at generation: what this backend does not promise. */
  readonly limits: (options: Record<string, unknown>) => readonly string[]
}
