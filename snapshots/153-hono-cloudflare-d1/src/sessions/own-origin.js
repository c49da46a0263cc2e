// Whose pages may send what carries a session.

/**
 * The origins that are the application's, exactly as browsers send them.
 *
 * @type {ReadonlySet<string>}
 */
const OWN_ORIGINS = new Set(['https://example.com'])

/**
 * Whether a page of this origin is the application's own.
 *
 * @param {string} origin The Origin header.
 * @returns {boolean}
 */
export function isOwnOrigin(origin) {
  return OWN_ORIGINS.has(origin)
}
