// What the names in copies of authored modules stand for: the copies see each other, and what a rendered file takes of them.
import type { Copy } from './copy.ts'
import type { StoredReference, StoredSymbol } from './prepared.ts'

/** A symbol of one copy. */
export interface Meaning {
  readonly copy: Copy
  readonly index: number
  readonly symbol: StoredSymbol
}

/** A file that is rendered, and names what it takes of others at its top. */
export interface Rendered {
  readonly imports: readonly { readonly path: string; readonly names: readonly string[]; readonly isExport: boolean }[]
}

export interface Linked {
  /** By its index in its own copy, and behind the import that brings it there. */
  readonly meanings: (copy: Copy, index: number) => readonly Meaning[]
  /** What a file exports under a name. */
  readonly exported: (path: string, name: string) => Meaning | undefined
}

/** Where the specifiers of each copy lead, by their indices; null out of the project. */
export type Targets = ReadonlyMap<Copy, readonly (string | null)[]>

export function link(copies: readonly Copy[], targets: Targets): Linked {
  const exports = new Map<string, ReadonlyMap<string, Meaning>>()
  for (const copy of copies) {
    const named = copy.prepared.names.symbols.flatMap((symbol, index) =>
      symbol.exportedAs !== null && symbol.declarations.some(({ range }) => copy.holds(range))
        ? [[symbol.exportedAs, { copy, index, symbol }] as const]
        : [],
    )
    exports.set(copy.path, new Map(named))
  }
  const exported: Linked['exported'] = (path, name) => exports.get(path)?.get(name)
  return {
    exported,
    meanings: (copy, index) => {
      const symbol = copy.prepared.names.symbols[index]
      if (symbol === undefined) {
        return []
      }
      const { imported } = symbol
      const specifier = imported && copy.prepared.names.statements[imported.statement]?.imports?.specifier
      const path = typeof specifier === 'number' ? targets.get(copy)?.[specifier] : null
      const found = imported !== null && typeof path === 'string' ? exported(path, imported.as) : undefined
      return [{ copy, index, symbol }, ...(found === undefined ? [] : [found])]
    },
  }
}

/** References that are still there. */
export function referencesIn(copy: Copy): readonly StoredReference[] {
  return copy.prepared.names.references.filter(({ range, statement, name }) =>
    name === null ? copy.holds(range) : copy.namesOf(statement).includes(name),
  )
}
