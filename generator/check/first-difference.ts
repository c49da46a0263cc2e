// Where a text was changed first.
import { normalised } from '../reconcile/text.ts'

/** The line in `to`, from 1, at which it stops being `from`; null where they are the same. */
export function firstDifference(from: string, to: string): number | null {
  const before = normalised(from).split('\n')
  const after = normalised(to).split('\n')
  const at = after.findIndex((line, index) => line !== before[index])
  if (at !== -1) {
    return at + 1
  }
  return before.length === after.length ? null : after.length
}
