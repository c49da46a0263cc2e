// Two requests changed one session: both keep their changes.
/** @import { SessionData } from './session-data.js' */

/**
 * Applies what one request changed, field by field, to what is stored now. Where both changed a field, the later one wins.
 *
 * @param {SessionData} before The data that the request started from.
 * @param {SessionData} after The data as the request left it.
 * @param {SessionData} stored The data that is stored now.
 * @param {(a: unknown, b: unknown) => boolean} isEqual Whether two values are stored alike.
 * @returns {SessionData}
 */
export function mergeChanges(before, after, stored, isEqual) {
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
  return /** @type {SessionData} */ (Object.fromEntries(merged))
}
