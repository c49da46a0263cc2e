// Two requests changed one session: both keep their changes.
import type { SessionData } from './session-data.js'

/**
 * Applies what one request changed, field by field, to what is stored now. Where both changed a field, the later one wins.
 *
 * @param before The data that the request started from.
 * @param after The data as the request left it.
 * @param stored The data that is stored now.
 * @param isEqual Whether two values are stored alike.
 */
export function mergeChanges(
  before: SessionData,
  after: SessionData,
  stored: SessionData,
  isEqual: (a: unknown, b: unknown) => boolean,
): SessionData {
  const old = new Map(Object.entries(before))
  const merged = new Map(Object.entries(stored))
  for (const [name, value] of Object.entries(after)) {
    if (!old.has(name) || !isEqual(old.get(name), value)) {
      merged.set(name, value)
    }
    old.delete(name)
  }
  for (const name of old.keys()) {
    merged.delete(name)
  }
  return Object.fromEntries(merged) as SessionData
}
