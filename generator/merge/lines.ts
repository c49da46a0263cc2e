// Texts as lists of lines, and the places in which two such lists differ.
import { diffArrays } from 'diff'

/** Up to so many lines that differ are lined up exactly; of more, those that occur once serve as anchors. */
const MAX_EDITS = 1_000

/** A stretch of the first list that stands otherwise in the second; ends are exclusive, and a stretch may be empty. */
export interface Difference {
  readonly start: number
  readonly end: number
  readonly otherStart: number
  readonly otherEnd: number
}

/** The lines, each with its line end. */
export function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/)
}

/** In order, with at least one common line between two of them. */
export function differences(one: readonly string[], other: readonly string[]): readonly Difference[] {
  const found: Difference[] = []
  collect({ start: 0, end: one.length, otherStart: 0, otherEnd: other.length })
  return joined(found)

  function collect({ start, end, otherStart, otherEnd }: Difference): void {
    let [from, to, otherFrom, otherTo] = [start, end, otherStart, otherEnd]
    while (from < to && otherFrom < otherTo && one[from] === other[otherFrom]) {
      from += 1
      otherFrom += 1
    }
    while (from < to && otherFrom < otherTo && one[to - 1] === other[otherTo - 1]) {
      to -= 1
      otherTo -= 1
    }
    const rest = { start: from, end: to, otherStart: otherFrom, otherEnd: otherTo }
    if (from === to || otherFrom === otherTo) {
      found.push(...(from === to && otherFrom === otherTo ? [] : [rest]))
      return
    }
    const exact = alignment(one, other, rest)
    if (exact !== null) {
      found.push(...exact)
      return
    }
    const anchors = anchorsOf(one, other, rest)
    if (anchors.length === 0) {
      found.push(rest)
      return
    }
    let [at, otherAt] = [from, otherFrom]
    for (const [line, otherLine] of anchors) {
      collect({ start: at, end: line, otherStart: otherAt, otherEnd: otherLine })
      at = line + 1
      otherAt = otherLine + 1
    }
    collect({ start: at, end: to, otherStart: otherAt, otherEnd: otherTo })
  }
}

/** Myers' shortest edit; null where that would take too long. */
function alignment(
  one: readonly string[],
  other: readonly string[],
  { start, end, otherStart, otherEnd }: Difference,
): readonly Difference[] | null {
  const options = { maxEditLength: MAX_EDITS }
  const parts = diffArrays(one.slice(start, end), other.slice(otherStart, otherEnd), options)
  if (parts === undefined) {
    return null
  }
  let [at, otherAt] = [start, otherStart]
  return parts.flatMap(({ added, removed, count = 0 }) => {
    const [from, otherFrom] = [at, otherAt]
    at += added ? 0 : count
    otherAt += removed ? 0 : count
    return added || removed ? [{ start: from, end: at, otherStart: otherFrom, otherEnd: otherAt }] : []
  })
}

/** Lines that stand once in each list, as many as stand in the same order in both. */
function anchorsOf(
  one: readonly string[],
  other: readonly string[],
  { start, end, otherStart, otherEnd }: Difference,
): readonly (readonly [line: number, otherLine: number])[] {
  const places = unique(one, start, end)
  const otherPlaces = unique(other, otherStart, otherEnd)
  const pairs = [...places].flatMap(([line, at]): (readonly [number, number])[] => {
    const otherAt = otherPlaces.get(line)
    return at === null || otherAt === undefined || otherAt === null ? [] : [[at, otherAt]]
  })
  return longestRising(pairs)
}

/** Where each line stands; null for one that stands twice. */
function unique(lines: readonly string[], start: number, end: number): ReadonlyMap<string, number | null> {
  const places = new Map<string, number | null>()
  for (let at = start; at < end; at += 1) {
    const line = lines[at] ?? ''
    places.set(line, places.has(line) ? null : at)
  }
  return places
}

/** The longest choice of pairs whose second numbers rise as the first do: patience sorting. */
function longestRising(
  pairs: readonly (readonly [number, number])[],
): readonly (readonly [line: number, otherLine: number])[] {
  const tops: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, [, value]] of pairs.entries()) {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < value) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    before.push(tops[low - 1])
    tops[low] = index
  }
  const chosen: (readonly [number, number])[] = []
  for (let at = tops.at(-1); at !== undefined; at = before[at]) {
    const pair = pairs[at]
    if (pair !== undefined) {
      chosen.push(pair)
    }
  }
  return chosen.toReversed()
}

/** Stretches without a common line between them are one. */
function joined(found: readonly Difference[]): readonly Difference[] {
  const all: Difference[] = []
  for (const next of found) {
    const last = all.at(-1)
    if (last !== undefined && last.end === next.start && last.otherEnd === next.otherStart) {
      all[all.length - 1] = { ...last, end: next.end, otherEnd: next.otherEnd }
    } else {
      all.push(next)
    }
  }
  return all
}
