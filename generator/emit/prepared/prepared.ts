// What the build stores of an authored module, so that a run specialises it without the compiler: JSON.
import type { ts } from 'ts-morph'

/** From and to, in the authored text. */
export type Range = readonly [start: number, end: number]

export interface Prepared {
  /** SHA-256 of the authored text, base64url: of another text, none of this holds. */
  readonly hash: string
  /** What folding reads. */
  readonly file: StoredNode
  /** The conditions behind `@when`, by their text. */
  readonly conditions: Readonly<Record<string, StoredNode>>
  /** Relative specifiers, quotes included. */
  readonly specifiers: readonly { readonly range: Range; readonly text: string }[]
  readonly names: Names
}

/** A node of the compiler: its place, its children by the names of its members, and what else is read of it. */
export interface StoredNode {
  readonly kind: ts.SyntaxKind
  readonly pos: number
  readonly start: number
  readonly end: number
  readonly [member: string]: StoredNode | readonly StoredNode[] | string | number
}

/** What the names of a module stand for, as far as something could be dropped. Numbers are indices. */
export interface Names {
  readonly statements: readonly StoredStatement[]
  readonly symbols: readonly StoredSymbol[]
  readonly references: readonly StoredReference[]
  readonly callables: readonly StoredCallable[]
}

export interface StoredStatement {
  readonly range: Range
  /** It does more than declare. */
  readonly acts: boolean
  /** It adds to the types of a package. */
  readonly isAugmentation: boolean
  /** The word `export`, with the space behind it. */
  readonly exported: Range | null
  readonly imports: StoredImport | null
}

export interface StoredImport {
  /** What stands between `import` and `from`; null where nothing does. */
  readonly clause: Range | null
  readonly isTypeOnly: boolean
  /** Index among the specifiers; null for a package. */
  readonly specifier: number | null
  readonly names: readonly StoredImportName[]
}

export interface StoredImportName {
  readonly range: Range
  /** One of those in braces. */
  readonly isNamed: boolean
  readonly isTypeOnly: boolean
}

export interface StoredSymbol {
  /** The name under which other modules import it. */
  readonly exportedAs: string | null
  /** It stands for what another module exports under this name. */
  readonly imported: { readonly statement: number; readonly name: number; readonly as: string } | null
  readonly declarations: readonly { readonly range: Range; readonly statement: number }[]
}

export interface StoredReference {
  readonly range: Range
  readonly statement: number
  /** Of an import, which of its names it is part of. */
  readonly name: number | null
  readonly symbol: number
  /** The call whose callee it is, the declaration that it names, or a use that fixes the shape of what it stands for. */
  readonly use: 'call' | 'declaration' | 'parameter' | 'import' | 'other'
  readonly call?: readonly StoredArgument[]
}

export interface StoredArgument extends StoredPart {
  readonly isSpread?: boolean
  /** Parts that do more than compute. */
  readonly acts?: readonly Range[]
}

/** One of several with commas between; `pos` is where what stands before it ends. */
export interface StoredPart {
  readonly pos: number
  readonly range: Range
}

/** A function, or a `#method`. */
export interface StoredCallable {
  readonly symbol: number
  readonly range: Range
  readonly parameters: readonly StoredParameter[]
}

export interface StoredParameter extends StoredPart {
  /** Null where it must stay: one of several names, of the rest, or of no use by intention. */
  readonly symbol: number | null
  /** Where its `@param` tags begin. */
  readonly tags: readonly number[]
}

/** What is stored does not say what comes out: the compiler has to. */
export class Unprepared extends Error {}
