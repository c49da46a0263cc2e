// Two requests changed one session: both keep their changes.
import type { SessionData } from './session-data.js'

/**
 * Applies what one request changed, field by field, to what is stored now. Where both changed a field, the later one wins.
 *
 * @param before The data that the request started from.
 * @param after The data as the request left it.
 * @param stored The data that is stored now.
 * @param isKept Whether a field that `before` and `after` have is stored alike in both.
 */
export function mergeChanges(
  before: Partial<SessionData>,
  after: Partial<SessionData>,
  stored: Partial<SessionData>,
  isKept: (name: string) => boolean,
): Partial<SessionData> {
  const old = new Map(Object.entries(before))
  const merged = new Map(Object.entries(stored))
  for (const [name, value] of Object.entries(after)) {
    if (!old.has(name) || !isKept(name)) {
      merged.set(name, value)
    }
    old.delete(name)
  }
  for (const name of old.keys()) {
    merged.delete(name)
  }
  return Object.fromEntries(merged) as Partial<SessionData>
}
