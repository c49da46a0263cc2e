// Drops parameters that folding has left without a use: the same as `specialise/parameters.ts`, from what the build has stored.
import type { Edit } from '../specialise/edits.ts'
import { removalOf } from '../specialise/trivia.ts'
import type { Copy } from './copy.ts'
import { type StoredArgument, type StoredCallable, type StoredPart, Unprepared } from './prepared.ts'
import { link, type Meaning, referencesIn, type Rendered, type Targets } from './program.ts'

interface Call {
  readonly copy: Copy
  readonly given: readonly StoredArgument[]
}

interface Use {
  readonly copy: Copy
  readonly callable: StoredCallable
  readonly calls: Call[]
  isFixed: boolean
}

export function dropParametersOf(
  copies: readonly Copy[],
  roots: ReadonlySet<string>,
  rendered: readonly Rendered[],
  targets: Targets,
): void {
  const { meanings, exported } = link(copies, targets)
  const uses = new Map<Copy, Map<number, Use>>()
  const used = new Map<Copy, Set<number>>(copies.map((copy) => [copy, new Set()]))
  const edits = new Map<Copy, Edit[]>()

  copies.forEach((copy) => uses.set(copy, roots.has(copy.path) ? new Map() : callablesIn(copy)))
  rendered.forEach(({ imports }) => {
    for (const { path, names, isExport } of imports) {
      names.forEach((name) => fix(exported(path, name), isExport))
    }
  })
  copies.forEach(follow)
  uses.forEach((own) => own.forEach(drop))
  if (edits.size > 0) {
    edits.forEach((own, copy) => copy.edit(own))
    dropParametersOf(copies, roots, rendered, targets)
  }

  function useOf(meaning: Meaning | undefined): Use | undefined {
    return meaning && uses.get(meaning.copy)?.get(meaning.index)
  }

  /** What a rendered file passes on keeps its shape; whether it calls something, is not known. */
  function fix(meaning: Meaning | undefined, isExport: boolean): void {
    const use = useOf(meaning)
    if (use !== undefined && !isExport) {
      throw new Unprepared()
    }
    if (use !== undefined) {
      use.isFixed = true
    }
  }

  function follow(copy: Copy): void {
    for (const { symbol, use: kind, call } of referencesIn(copy)) {
      const meaning = meanings(copy, symbol).at(-1)
      const use = useOf(meaning)
      if (meaning !== undefined && kind !== 'parameter') {
        used.get(meaning.copy)?.add(meaning.index)
      }
      if (use !== undefined && call !== undefined) {
        use.calls.push({ copy, given: call.filter(({ range }) => copy.holds(range)) })
      } else if (use !== undefined && kind === 'other') {
        use.isFixed = true
      }
    }
  }

  function drop({ copy, callable, calls, isFixed }: Use): void {
    if (isFixed || calls.some(({ given }) => given.some(({ isSpread }) => isSpread === true))) {
      return
    }
    const parameters = callable.parameters.filter(({ range }) => copy.holds(range))
    for (const [index, { symbol, tags }] of parameters.entries()) {
      const acts = calls.some((call) => given(call, index)?.acts?.some((part) => call.copy.holds(part)) === true)
      if (symbol !== null && used.get(copy)?.has(symbol) !== true && !acts) {
        remove(copy, parameters, index, callable.parameters)
        for (const call of calls) {
          remove(call.copy, call.given, index, call.given)
        }
        tags.forEach((tag) => dropTag(copy, tag))
      }
    }
  }

  /** @param all With those that are gone. */
  function remove(copy: Copy, parts: readonly StoredPart[], index: number, all: readonly StoredPart[]): void {
    const part = parts[index]
    if (part !== undefined) {
      const [start, end] = part.range
      const span = {
        pos: posOf(copy, parts[index - 1], all[0] ?? part),
        start: copy.startOf(start),
        end: copy.endOf(end),
      }
      edit(copy, removalOf(copy.text, span, true))
    }
  }

  /** The lines of a parameter's `@param`. */
  function dropTag(copy: Copy, tag: number): void {
    if (copy.holds([tag, tag + 1])) {
      const { text } = copy
      const start = text.lastIndexOf('\n', copy.startOf(tag)) + 1
      const lines = /^[^\n]*\n(\s*\* (?!@)[^\n]+\n)*/.exec(text.slice(start))?.[0] ?? ''
      edit(copy, { start, end: start + lines.length, text: '' })
    }
  }

  function edit(copy: Copy, change: Edit): void {
    edits.set(copy, [...(edits.get(copy) ?? []), change])
  }
}

function given({ given: all }: Call, index: number): StoredArgument | undefined {
  return all[index]
}

function callablesIn(copy: Copy): Map<number, Use> {
  const { callables, symbols } = copy.prepared.names
  const found = new Map<number, Use>()
  for (const callable of callables) {
    const declarations = symbols[callable.symbol]?.declarations.filter(({ range }) => copy.holds(range)) ?? []
    if (declarations.length === 1 && copy.holds(callable.range)) {
      found.set(callable.symbol, { copy, callable, calls: [], isFixed: false })
    }
  }
  return found
}

/** Behind the comma of the one before, or the parenthesis. */
function posOf(copy: Copy, before: StoredPart | undefined, first: StoredPart): number {
  if (before === undefined) {
    return copy.startOf(first.pos)
  }
  const end = copy.endOf(before.range[1])
  return end + (/^\s*,/.exec(copy.text.slice(end))?.[0].length ?? 0)
}
