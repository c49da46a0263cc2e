// Whose pages may send what carries a session.

/**
 * Whether a page of this origin is the application's own.
 *
 * @param {string} origin The Origin header.
 * @param {string | null} host The Host header; null where there is none.
 * @returns {boolean}
 */
export function isOwnOrigin(origin, host) {
  return host !== null && (origin === `https://${host}` || origin === `http://${host}`)
}
