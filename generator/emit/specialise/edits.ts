// Text edits, collected while a tree is read and applied once.

/** Replaces the characters from `start` up to `end` by `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits that do not overlap; two insertions at one place keep their order. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const ordered = edits
    .filter((edit) => edit.end > edit.start || edit.text !== '')
    .sort((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let position = 0
  for (const { start, end, text } of ordered) {
    if (start < position || end < start || end > source.length) {
      throw new RangeError(`Edits overlap at ${start}: ${JSON.stringify(source.slice(start, end))}`)
    }
    result += source.slice(position, start) + text
    position = end
  }
  return result + source.slice(position)
}
