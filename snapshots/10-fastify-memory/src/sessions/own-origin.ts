// Whose pages may send what carries a session.

/**
 * Whether a page of this origin is the application's own.
 *
 * @param origin The Origin header.
 * @param host The Host header; null where there is none.
 */
export function isOwnOrigin(origin: string, host: string | null): boolean {
  return host !== null && (origin === `https://${host}` || origin === `http://${host}`)
}
