// Makes of authored modules what one plan needs: the compiler's way, and the same without it.
import { GeneratorError } from '../errors.ts'
import { type Prepared, Unprepared } from './prepared/prepared.ts'
import type { PreparedOf } from './prepared/read-prepared.ts'
import { specialiseCopies } from './prepared/specialise-copies.ts'
import type { Spec } from './specialise/evaluate.ts'
import { fold } from './specialise/fold.ts'
import { dropParameters } from './specialise/parameters.ts'
import type { Parsed } from './specialise/program.ts'
import { prune } from './specialise/prune.ts'
import { type Links, relink } from './specialise/relink.ts'

/** An authored module of a plan. */
export interface Module {
  /** Below `templates/`. */
  readonly source: string
  /** Where it goes, from the project's root, with `/`. */
  readonly path: string
  readonly text: string
}

/** What there is to specialise, and on what. */
export interface Code {
  readonly modules: readonly Module[]
  /** Rendered templates that are code, by path. */
  readonly rendered: ReadonlyMap<string, string>
  /** What the application reads: the index, the shape of its session, the tests of the copy, the kit for tests. */
  readonly roots: ReadonlySet<string>
  readonly links: Links
  readonly spec: Spec
}

/** The definition of what comes out: the compiler reads each module, which is folded and linked, and drops what nothing needs. */
export function specialise({ modules, rendered, roots, links, spec }: Code): ReadonlyMap<string, string> {
  const folded = modules.map(
    ({ source, path, text }) => [path, relink(source, fold(source, text, spec), links)] as const,
  )
  const code = new Map([...folded, ...rendered])
  const parsed: Parsed = new Map()
  return prune(dropParameters(prune(code, roots, parsed), roots, parsed), roots, parsed)
}

/** The same, from what the build has stored; null where that does not say it, and for what the compiler refuses. */
export function specialisePrepared(code: Code, preparedOf: PreparedOf): ReadonlyMap<string, string> | null {
  const prepared = code.modules.map((module) => ({ ...module, prepared: preparedOf(module.source, module.text) }))
  if (!prepared.every(isPrepared)) {
    return null
  }
  try {
    return new Map([...specialiseCopies(prepared, code), ...code.rendered])
  } catch (error) {
    if (error instanceof Unprepared || error instanceof GeneratorError) {
      return null
    }
    throw error
  }
}

function isPrepared<T extends { readonly prepared: Prepared | null }>(module: T): module is T & { prepared: Prepared } {
  return module.prepared !== null
}
