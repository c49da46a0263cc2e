// Whether a merged text is still code: lines that merge well may not fit together.
import type { Texts } from './diff3.ts'
import { doubledIn } from './doubled.ts'
import { parse, parses, unlessTooDeep } from './parse.ts'

export type Flaw = 'does-not-parse' | 'imports-twice'

/**
 * What is wrong with a merged text that is wrong with neither side; null where nothing is. `imports-twice`: it imports, declares or
 * exports one name twice.
 */
export function flawOf(path: string, merged: string, { yours, generated }: Texts): Flaw | null {
  if (!parses(path, merged) && parses(path, yours) && parses(path, generated)) {
    return 'does-not-parse'
  }
  const doubled = doubledNames(path, merged)
  if (doubled.size === 0) {
    return null
  }
  const known = new Set([...doubledNames(path, yours), ...doubledNames(path, generated)])
  return [...doubled].some((name) => !known.has(name)) ? 'imports-twice' : null
}

/** None where the text is nested too deeply to be read. */
function doubledNames(path: string, text: string): ReadonlySet<string> {
  const file = parse(path, text)
  return (file === null ? null : unlessTooDeep(() => doubledIn(file))) ?? new Set()
}
