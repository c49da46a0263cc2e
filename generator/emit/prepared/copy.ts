// A copy of an authored module that passes of the specialiser edit, and where in it the places of the authored text are.
import { applyEdits, type Edit } from '../specialise/edits.ts'
import type { Prepared, Range } from './prepared.ts'

export class Copy {
  /** Where it stands in the project, from its root, with `/`. */
  readonly path: string
  readonly prepared: Prepared
  readonly #authored: string
  /** Of imports that have been written anew, by their statements, the names that they still have. */
  readonly #names = new Map<number, readonly number[]>()
  /** Imports that have come to import types alone. */
  readonly #ofTypes = new Set<number>()
  #text: string
  /** For each place of the authored text, where something that begins there begins now. */
  #starts: Int32Array
  /** For each place of the authored text, where something that ends there ends now. */
  #ends: Int32Array

  /** @param text The authored text. */
  constructor(path: string, text: string, prepared: Prepared) {
    this.path = path
    this.prepared = prepared
    this.#authored = text
    this.#text = text
    this.#starts = new Int32Array(text.length + 1)
    for (let at = 0; at <= text.length; at += 1) {
      this.#starts[at] = at
    }
    this.#ends = this.#starts.slice()
  }

  get text(): string {
    return this.#text
  }

  startOf(at: number): number {
    return this.#starts[at] ?? 0
  }

  endOf(at: number): number {
    return this.#ends[at] ?? 0
  }

  /** Something of it is left. */
  holds([start, end]: Range): boolean {
    return this.endOf(end) > this.startOf(start)
  }

  authored([start, end]: Range): string {
    return this.#authored.slice(start, end)
  }

  /** The names that an import still has, by their indices. */
  namesOf(statement: number): readonly number[] {
    const names = this.prepared.names.statements[statement]?.imports?.names ?? []
    return this.#names.get(statement) ?? names.flatMap(({ range }, index) => (this.holds(range) ? [index] : []))
  }

  isOfTypes(statement: number): boolean {
    return this.#ofTypes.has(statement)
  }

  /** An import is about to be written anew. */
  keepNames(statement: number, names: readonly number[], isOfTypes: boolean): void {
    this.#names.set(statement, names)
    if (isOfTypes) {
      this.#ofTypes.add(statement)
    }
  }

  /** @param edits In the text as it is now. What stood inside of an edit comes to be at its start, with no length. */
  edit(edits: readonly Edit[]): void {
    if (edits.length === 0) {
      return
    }
    const after = applyEdits(this.#text, edits)
    const { starts, ends } = moves(this.#text.length, edits)
    for (let at = 0; at <= this.#authored.length; at += 1) {
      this.#starts[at] = starts[this.#starts[at] ?? 0] ?? 0
      this.#ends[at] = ends[this.#ends[at] ?? 0] ?? 0
    }
    this.#text = after
  }
}

/** Of the line ends at the end of a text, one stays. */
export function trimmedEnd(text: string): Edit {
  const ends = /\n+$/.exec(text)?.[0].length ?? 0
  return { start: text.length - Math.max(0, ends - 1), end: text.length, text: '' }
}

function moves(length: number, edits: readonly Edit[]): { readonly starts: Int32Array; readonly ends: Int32Array } {
  const starts = new Int32Array(length + 1)
  const ends = new Int32Array(length + 1)
  const ordered = edits
    .filter(({ start, end, text }) => end > start || text !== '')
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
  /** How far what stands behind has moved. */
  let moved = 0
  let at = 0
  for (const { start, end, text } of ordered) {
    for (; at <= start && at <= length; at += 1) {
      starts[at] = ends[at] = at + moved
    }
    // Deletions may share characters.
    const from = Math.max(start, at - 1)
    const place = starts[start] ?? 0
    if (end > from) {
      for (; at < end; at += 1) {
        starts[at] = ends[at] = from + moved
      }
      moved += from - end + text.length
      starts[end] = ends[end] = end + moved
      at = end + 1
    } else if (start === end) {
      // An insertion: what begins here begins behind it, and what ends here ends before it.
      moved += text.length
      starts[start] = place + text.length
    }
  }
  for (; at <= length; at += 1) {
    starts[at] = ends[at] = at + moved
  }
  return { starts, ends }
}
