// Two requests changed one session: both keep their changes.
/** @import { SessionData } from './session-data.js' */

/**
 * Applies what one request changed, field by field, to what is stored now. Where both changed a field, the later one wins.
 *
 * @param {Partial<SessionData>} before The data that the request started from.
 * @param {Partial<SessionData>} after The data as the request left it.
 * @param {Partial<SessionData>} stored The data that is stored now.
 * @param {(name: string) => boolean} isKept Whether a field that `before` and `after` have is stored alike in both.
 * @returns {Partial<SessionData>}
 */
export function mergeChanges(before, after, stored, isKept) {
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
  return /** @type {Partial<SessionData>} */ (Object.fromEntries(merged))
}
