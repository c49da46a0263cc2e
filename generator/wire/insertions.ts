// The lines of a wiring as insertions into a file.
import type { ts } from 'ts-morph'
import type { Edit } from '../emit/specialise/edits.ts'
import type { ImportPlace } from './import-place.ts'
import type { Place } from './place.ts'
import type { Snippet } from './snippet.ts'
import { insertAbove, insertBelow, insertion } from './style.ts'

/**
 * The imports, then the call; in one piece where the imports would come behind the call. A call around a function comes last,
 * in two pieces.
 */
export function insertionsFor(
  place: Exclude<Place, { kind: 'none' }>,
  { after, style }: ImportPlace,
  { imports, setup, call }: Snippet,
): readonly Edit[] {
  const end = style.semicolons ? ';' : ''
  if (place.kind !== 'statement') {
    const pieces =
      place.kind === 'chain'
        ? [insertion(place.after.end, `${separatorAfter(place.after)}.${place.method}(${call})`)]
        : [insertion(place.handler.getStart(), `${call}(`), insertion(place.handler.end, ')')]
    if (setup.length === 0) {
      return after === null
        ? [insertAbove(place.before, imports, style), ...pieces]
        : [insertBelow(after, imports, style), ...pieces]
    }
    return after === null
      ? [insertAbove(place.before, [...imports, ...setup, ''], style), ...pieces]
      : [insertBelow(after, imports, style), insertAbove(place.before, [...setup, ''], style), ...pieces]
  }
  const lines = [...setup, `${place.isAwaited ? 'await ' : ''}${place.receiver}.${place.method}(${call})${end}`]
  const spaced = setup.length === 0 ? lines : ['', ...lines]
  return after === null || after.end >= place.after.end
    ? [insertBelow(place.after, [...imports, ...spaced], style)]
    : [insertBelow(after, imports, style), insertBelow(place.after, spaced, style)]
}

/** What is remembered of insertions, in the order of the file. The two pieces of a call around a function are one text: `sessions()()`. */
export function textsOf(place: Exclude<Place, { kind: 'none' }>, edits: readonly Edit[]): readonly string[] {
  const pieces = place.kind === 'around' ? edits.slice(-2) : []
  const others = edits.filter((edit) => !pieces.includes(edit)).toSorted((a, b) => a.start - b.start)
  return [...others.map(({ text }) => text), ...(pieces.length > 0 ? [pieces.map(({ text }) => text).join('')] : [])]
}

/** The line break and the indentation between the links of a chain. */
function separatorAfter(link: ts.Expression): string {
  const { text } = link.getSourceFile()
  return /^\s*(?=\.)/.exec(text.slice(link.end))?.[0] ?? ''
}
