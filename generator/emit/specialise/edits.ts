// Text edits, collected while a tree is read and applied once.

/** Replaces the characters from `start` up to `end` by `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits; two insertions at one place keep their order, and deletions may share characters. No others may. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const ordered = edits
    .filter(({ start, end, text }) => end > start || text !== '')
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let position = 0
  let previous = ''
  for (const { start, end, text } of ordered) {
    const isOverlap = start < position && (text !== '' || previous !== '')
    if (isOverlap || start < 0 || end < start || end > source.length) {
      throw new RangeError(`Edits overlap at ${start}: ${JSON.stringify(source.slice(start, end))}`)
    }
    result += source.slice(position, Math.max(start, position)) + text
    position = Math.max(position, end)
    previous = text
  }
  return result + source.slice(position)
}
