// The lines of a wiring as insertions into a file.
import type { ts } from 'ts-morph'
import { compiler } from '../compiler.ts'
import type { Edit } from '../emit/specialise/edits.ts'
import type { Handler } from './handlers.ts'
import type { ImportPlace } from './import-place.ts'
import type { Place } from './place.ts'
import type { Snippet } from './snippet.ts'
import { insertAbove, insertBelow, insertion } from './style.ts'

export interface Insertions {
  readonly edits: readonly Edit[]
  /** What is remembered of them, in the order of the file. The pieces of a call around a function are one text: `sessions()()`. */
  readonly texts: readonly string[]
}

/** The imports, then the call; in one piece where the imports would come behind the call. */
export function insertionsFor(
  place: Exclude<Place, { kind: 'none' }>,
  imports: ImportPlace,
  snippet: Snippet,
): Insertions {
  const lines = linesFor(place, imports, snippet)
  const inFileOrder = lines.toSorted((a, b) => a.start - b.start)
  switch (place.kind) {
    case 'statement':
      return { edits: lines, texts: inFileOrder.map(({ text }) => text) }
    case 'chain': {
      const link = insertion(place.after.end, `${separatorAfter(place.after)}.${place.method}(${snippet.call})`)
      return { edits: [...lines, link], texts: [...inFileOrder, link].map(({ text }) => text) }
    }
    case 'around':
      return {
        edits: [...lines, ...piecesAround(place.handler, snippet.call)],
        texts: [...inFileOrder.map(({ text }) => text), `${snippet.call}()`],
      }
  }
}

/** A method becomes a member that holds a function; a member that has the function's name is written out. */
function piecesAround(handler: Handler, call: string): readonly Edit[] {
  if (compiler().isMethodDeclaration(handler)) {
    const name = handler.name.getText()
    const start = insertion(handler.getStart(), `${name}: ${call}(`)
    return [start, insertion(handler.name.getStart(), 'function '), insertion(handler.end, ')')]
  }
  return compiler().isShorthandPropertyAssignment(handler)
    ? [insertion(handler.end, `: ${call}(${handler.name.text})`)]
    : [insertion(handler.getStart(), `${call}(`), insertion(handler.end, ')')]
}

/** Whole lines: all but what stands in a chain, or around a function. */
function linesFor(
  place: Exclude<Place, { kind: 'none' }>,
  { after, above, style }: ImportPlace,
  { imports, setup, call }: Snippet,
): readonly Edit[] {
  const end = style.semicolons ? ';' : ''
  if (place.kind !== 'statement') {
    const apart = setup.length === 0 ? [] : [...setup, '']
    const before = setup.length === 0 ? [] : [insertAbove(place.before, apart, style)]
    if (after !== null) {
      return [insertBelow(after, imports, style), ...before]
    }
    return above === null || above === place.before
      ? [insertAbove(place.before, [...imports, ...(above === null ? apart : ['', ...apart])], style)]
      : [insertAbove(above, [...imports, ''], style), ...before]
  }
  const lines = [...setup, `${place.isAwaited ? 'await ' : ''}${place.receiver}.${place.method}(${call})${end}`]
  const spaced = setup.length === 0 ? lines : ['', ...lines]
  return after === null || after.end >= place.after.end
    ? [insertBelow(place.after, [...imports, ...spaced], style)]
    : [insertBelow(after, imports, style), insertBelow(place.after, spaced, style)]
}

/** The line break and the indentation between the links of a chain. */
function separatorAfter(link: ts.Expression): string {
  const { text } = link.getSourceFile()
  return /^\s*(?=\.)/.exec(text.slice(link.end))?.[0] ?? ''
}
