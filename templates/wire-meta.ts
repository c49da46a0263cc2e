// How source code makes an application of a target, and where in it the sessions belong: what the wiring reads.

/**
 * What some modules export: by the name that other modules import it by, '' for the module itself and its default; a member of
 * that as it is written, `NestFactory.create`. Of the module
 * `globalThis`: what is there without an import, as it is written, `Deno.serve`.
 */
export interface ExportedNames {
  readonly modules: readonly string[]
  readonly names: readonly string[]
}

/** How source code makes an application of a target, and where in it the call of `sessions` belongs. */
export interface WireMeta {
  /** What makes an application: functions that are called, or classes. */
  readonly makers: readonly (ExportedNames & { readonly isClass: boolean })[]
  /** As people write it: `express()`. */
  readonly making: string
  /** What may call the application's code where no file makes one: 'the plugin that fastify-cli starts'. */
  readonly orElse: string | null
  /** Methods of an application that return it, or a view of it, for everything that follows: `withTypeProvider`. */
  readonly passThrough: readonly string[]
  /**
   * Whether an application that has no name can take the call in its chain: `new Hono().use(…).get(…)`; 'always' where each has to, as
   * its type comes from there.
   */
  readonly chains: boolean | 'always'
  /** The method that takes what `sessions` returns; null where that is called with the function that handles requests. */
  readonly method: string | null
  /** Where it is: how an application gets this function, beside the last argument of what makes it. */
  readonly handlers: {
    /** `on('request', handle)`; null where there is no such method. */
    readonly listening: { readonly methods: readonly string[]; readonly event: string } | null
    /**
     * The member of an object that holds it: `serve({ fetch })`, and `export default { fetch }`, which makes an application too.
     * Null where no object does.
     */
    readonly member: string | null
    /** Members of such an object that hold functions of some requests each: `routes`. */
    readonly others: readonly string[]
    /** The name by which a module exports it for a platform to call. Missing where none does. */
    readonly exported?: string
  } | null
  /**
   * Where the framework calls a function that a file of its own exports: `export const handle` in src/hooks.server.ts. Missing
   * where an application is made.
   */
  readonly hook?: HookMeta
  /**
   * The list that takes what `sessions` returns: the name by which one file exports it, that file from the project's root without its
   * extension, the usual place first, and the name of a file beside it that no browser gets: a connection to a store is made there.
   * Missing where a method or a function takes it.
   */
  readonly list?: { readonly name: string; readonly files: readonly string[]; readonly serverModule: string }
  /** Where one file makes the application, of options that list its middlewares. Missing where that is not so. */
  readonly options?: OptionsMeta
  /** Whether the method's result is awaited where its neighbours' are, or what makes the application is; or 'always': it has to be. */
  readonly isAwaitable: boolean | 'always'
  /** Methods that put one application into another. */
  readonly mounts: readonly string[]
  /** Methods that only set the application up, and answer no request. The call comes after those that stand first. */
  readonly settings: readonly string[]
  /** Methods that take middlewares or plugins: the call comes after those of `before` that stand first. */
  readonly takers: readonly { readonly method: string; readonly takes: 'one and its options' | 'any number' }[]
  /** Middlewares or plugins that need no session, and may well answer without one. */
  readonly before: readonly ExportedNames[]
  /** Whether errors are answered by a middleware that stands first, and catches what `next()` rejects with: it sees those of the sessions too then. */
  readonly catchesFirst: boolean
  /** Functions that start the application they are given, beside its own methods. */
  readonly starters: readonly string[]
  /** Methods and members of an application by which it is started. */
  readonly starts: readonly string[]
  /**
   * Where no file makes an application, as the framework calls each by its place: the module of its own that the call goes into,
   * beside the code, and what that exports of what the call returns.
   */
  readonly alone?: { readonly file: string; readonly names: (renewsOnAccess: boolean) => readonly string[] }
  /** Packages that put a session of their own where the generated code puts its. */
  readonly rivals: readonly string[]
}

export interface HookMeta {
  /** Where the file may be, from the project's root, without an extension. Where there is none, it is made at the first. */
  readonly files: readonly string[]
  /** By which name it exports the function; `default` where that is all it exports. */
  readonly name: string
  /** What makes one function of several that run in turn, the first around the others. Null where each has a file of its own. */
  readonly compose: { readonly module: string; readonly name: string } | null
}

export interface OptionsMeta {
  /** The file from the project's root, without an extension: it is made where there is none. */
  readonly file: string
  /** A file beside it that no browser gets: a connection to a store is made there. */
  readonly serverModule: string
  /** The package that exports all that is named here. */
  readonly module: string
  /** What makes the application: it takes a function that returns the options. */
  readonly maker: string
  /** By which name the file exports what that returns. */
  readonly exported: string
  /** The member of the options that lists middlewares. */
  readonly list: string
  /** What makes a middleware, and its method that takes what `sessions` returns. */
  readonly middleware: { readonly maker: string; readonly method: string }
  /** What the framework puts in by itself, unless there is this file: a file that is made puts it first. */
  readonly before: { readonly maker: string; readonly name: string; readonly argument: string }
}
