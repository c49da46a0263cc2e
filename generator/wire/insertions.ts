// The lines of a wiring as insertions into a file.
import type { ts } from 'ts-morph'
import type { TargetMeta } from '../../templates/meta.ts'
import type { Edit } from '../emit/specialise/edits.ts'
import type { ImportPlace } from './import-place.ts'
import type { Place } from './place.ts'
import type { Snippet } from './snippet.ts'
import { insertAbove, insertBelow, insertion } from './style.ts'

/** The imports, then the call; in one piece where the imports would come behind the call. */
export function insertionsFor(
  place: Exclude<Place, { kind: 'none' }>,
  { after, style }: ImportPlace,
  { imports, setup, call }: Snippet,
  { wire: { method } }: TargetMeta,
): readonly Edit[] {
  const end = style.semicolons ? ';' : ''
  if (place.kind === 'chain') {
    const link = insertion(place.after.end, `${separatorAfter(place.after)}.${method}(${call})`)
    if (setup.length === 0) {
      return after === null
        ? [insertAbove(place.before, imports, style), link]
        : [insertBelow(after, imports, style), link]
    }
    return after === null
      ? [insertAbove(place.before, [...imports, ...setup, ''], style), link]
      : [insertBelow(after, imports, style), insertAbove(place.before, [...setup, ''], style), link]
  }
  const lines = [...setup, `${place.isAwaited ? 'await ' : ''}${place.receiver}.${method}(${call})${end}`]
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
