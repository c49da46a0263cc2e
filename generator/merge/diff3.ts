// The three-way merge of lines: what one side alone changed is taken, what both changed alike is taken once, the rest collides.
import { type Difference, differences, linesOf } from './lines.ts'

export interface Texts {
  readonly base: string
  readonly yours: string
  readonly generated: string
}

/** A stretch of the result. `yours` is what stands there in your text, so that its lines can be counted. */
export type Part =
  { readonly kind: 'settled'; readonly text: string; readonly yours: string } | ({ readonly kind: 'conflict' } & Texts)

export function diff3(texts: Texts): readonly Part[] {
  const base = linesOf(texts.base)
  const yours = linesOf(texts.yours)
  const generated = linesOf(texts.generated)
  const sides = [differences(base, yours), differences(base, generated)] as const
  const next: [number, number] = [0, 0]
  const shift: [number, number] = [0, 0]
  const parts: Part[] = []
  let at = 0

  for (;;) {
    const first = earliest(sides[0][next[0]], sides[1][next[1]])
    const start = first?.start ?? base.length
    parts.push(settled(base.slice(at, start).join('')))
    if (first === undefined) {
      return parts.filter((part) => part.kind === 'conflict' || part.text !== '' || part.yours !== '')
    }
    // All that overlaps, or touches, is decided together.
    let end = first.end
    const from = [start + shift[0], start + shift[1]] as const
    for (let grows = true; grows;) {
      grows = false
      for (const side of [0, 1] as const) {
        const difference = sides[side][next[side]]
        if (difference !== undefined && difference.start <= end) {
          end = Math.max(end, difference.end)
          shift[side] = difference.otherEnd - difference.end
          next[side] += 1
          grows = true
        }
      }
    }
    parts.push(
      ...decide(base.slice(start, end), yours.slice(from[0], end + shift[0]), generated.slice(from[1], end + shift[1])),
    )
    at = end
  }
}

function earliest(one: Difference | undefined, other: Difference | undefined): Difference | undefined {
  return one === undefined || (other !== undefined && other.start < one.start) ? other : one
}

function decide(base: readonly string[], yours: readonly string[], generated: readonly string[]): readonly Part[] {
  const text = { base: base.join(''), yours: yours.join(''), generated: generated.join('') }
  if (text.yours === text.generated || text.generated === text.base) {
    return [settled(text.yours)]
  }
  if (text.yours === text.base) {
    return [{ kind: 'settled', text: text.generated, yours: text.yours }]
  }
  // What both sides have in common at either end is no part of the conflict.
  const shorter = Math.min(yours.length, generated.length)
  let head = 0
  while (head < shorter && yours[head] === generated[head]) {
    head += 1
  }
  let tail = 0
  while (tail < shorter - head && yours.at(-1 - tail) === generated.at(-1 - tail)) {
    tail += 1
  }
  const conflict: Part = {
    kind: 'conflict',
    base: text.base,
    yours: yours.slice(head, yours.length - tail).join(''),
    generated: generated.slice(head, generated.length - tail).join(''),
  }
  return [settled(yours.slice(0, head).join('')), conflict, settled(yours.slice(yours.length - tail).join(''))]
}

function settled(text: string): Part {
  return { kind: 'settled', text, yours: text }
}
