// Drops what nothing needs any more of copies: the same as `specialise/prune.ts`, from what the build has stored.
import type { Edit } from '../specialise/edits.ts'
import { removalOf } from '../specialise/trivia.ts'
import { type Copy, trimmedEnd } from './copy.ts'
import type { StoredImportName, StoredReference, StoredStatement } from './prepared.ts'
import { link, type Meaning, referencesIn, type Rendered, type Targets } from './program.ts'

/** A statement, or one name of an import: what goes or stays as a whole. */
type Unit = `${number}` | `${number}.${number}`

/** @returns The copies of which something is left. */
export function pruneCopies(
  copies: readonly Copy[],
  roots: ReadonlySet<string>,
  rendered: readonly Rendered[],
  targets: Targets,
): readonly Copy[] {
  const { meanings, exported } = link(copies, targets)
  const live = new Map<Copy, Set<Unit>>(copies.map((copy) => [copy, new Set()]))
  const shared = new Map<Copy, Set<number>>(copies.map((copy) => [copy, new Set()]))
  const references = new Map(copies.map((copy) => [copy, byUnit(referencesIn(copy))]))
  const queue: { readonly copy: Copy; readonly unit: Unit }[] = []

  for (const copy of copies) {
    const { statements } = copy.prepared.names
    statements.forEach((statement, index) => {
      if (copy.holds(statement.range) && (roots.has(copy.path) || statement.isAugmentation)) {
        unitsOf(copy, index).forEach((unit) => reach(copy, unit))
      }
    })
  }
  for (const { path, names } of rendered.flatMap(({ imports }) => imports)) {
    for (const name of names) {
      const meaning = exported(path, name)
      if (meaning !== undefined) {
        reachMeaning(meaning, null)
      }
    }
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { symbol } of references.get(next.copy)?.get(next.unit) ?? []) {
      for (const meaning of meanings(next.copy, symbol)) {
        reachMeaning(meaning, next.copy)
      }
    }
  }
  return copies.filter((copy) => {
    if (roots.has(copy.path)) {
      return true
    }
    const isNeeded = copy.prepared.names.statements.some(
      ({ imports }, index) => imports === null && live.get(copy)?.has(`${index}`),
    )
    if (isNeeded) {
      copy.edit(sweep(copy))
      copy.edit([trimmedEnd(copy.text)])
    }
    return isNeeded
  })

  function reach(copy: Copy, unit: Unit): void {
    const reached = live.get(copy)
    if (reached !== undefined && !reached.has(unit)) {
      reached.add(unit)
      queue.push({ copy, unit })
      copy.prepared.names.statements.forEach((statement, index) => {
        if (statement.acts && copy.holds(statement.range)) {
          unitsOf(copy, index).forEach((each) => reach(copy, each))
        }
      })
    }
  }

  function reachMeaning({ copy, symbol }: Meaning, from: Copy | null): void {
    if (symbol.imported !== null) {
      reach(copy, `${symbol.imported.statement}.${symbol.imported.name}`)
      return
    }
    for (const { range, statement } of symbol.declarations) {
      if (copy.holds(range)) {
        reach(copy, `${statement}`)
        if (copy !== from) {
          shared.get(copy)?.add(statement)
        }
      }
    }
  }

  function sweep(copy: Copy): readonly Edit[] {
    let pos = 0
    return copy.prepared.names.statements.flatMap((statement, index): readonly Edit[] => {
      const { range, exported: word, imports } = statement
      if (!copy.holds(range)) {
        return []
      }
      const span = { pos, start: copy.startOf(range[0]), end: copy.endOf(range[1]) }
      pos = span.end
      if (imports !== null) {
        return sweepImport(copy, statement, index, span)
      }
      if (live.get(copy)?.has(`${index}`) !== true) {
        return [removalOf(copy.text, span)]
      }
      return word === null || !copy.holds(word) || shared.get(copy)?.has(index) === true
        ? []
        : [{ start: copy.startOf(word[0]), end: copy.endOf(word[1]), text: '' }]
    })
  }

  function sweepImport(
    copy: Copy,
    { imports }: StoredStatement,
    index: number,
    span: Parameters<typeof removalOf>[1],
  ): readonly Edit[] {
    const names = copy.namesOf(index)
    const kept = names.filter((name) => live.get(copy)?.has(`${index}.${name}`))
    if (imports === null || imports.clause === null || kept.length === names.length) {
      return []
    }
    const all = kept.flatMap((name) => imports.names[name] ?? [])
    const named = all.filter(({ isNamed }) => isNamed)
    // `import { type A }` would stay at run time as an import of nothing.
    const onlyTypes = named.length === all.length && named.every(({ isTypeOnly }) => isTypeOnly)
    const isOfTypes = onlyTypes || imports.isTypeOnly || copy.isOfTypes(index)
    copy.keepNames(index, kept, isOfTypes)
    if (kept.length === 0) {
      return [removalOf(copy.text, span)]
    }
    const written = ({ range }: StoredImportName): string => copy.authored(range)
    const inside = named.map((name) => (isOfTypes ? written(name).replace(/^type\s+/, '') : written(name)))
    const parts = all.filter(({ isNamed }) => !isNamed).map(written)
    const bindings = inside.length > 0 ? [`{ ${inside.join(', ')} }`] : []
    const [start, end] = imports.clause
    const text = (isOfTypes ? 'type ' : '') + [...parts, ...bindings].join(', ')
    return [{ start: copy.startOf(start), end: copy.endOf(end), text }]
  }
}

function unitsOf(copy: Copy, statement: number): readonly Unit[] {
  return copy.prepared.names.statements[statement]?.imports === null
    ? [`${statement}`]
    : copy.namesOf(statement).map((name) => `${statement}.${name}` as const)
}

function byUnit(references: readonly StoredReference[]): ReadonlyMap<Unit, readonly StoredReference[]> {
  const units = new Map<Unit, StoredReference[]>()
  for (const reference of references) {
    const { statement, name } = reference
    const unit: Unit = name === null ? `${statement}` : `${statement}.${name}`
    const known = units.get(unit)
    if (known === undefined) {
      units.set(unit, [reference])
    } else {
      known.push(reference)
    }
  }
  return units
}
