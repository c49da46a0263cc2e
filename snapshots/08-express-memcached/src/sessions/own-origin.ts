// Whose pages may send what carries a session.

/** The origins that are the application's, exactly as browsers send them. */
const OWN_ORIGINS: ReadonlySet<string> = new Set(['https://example.com'])

/**
 * Whether a page of this origin is the application's own.
 *
 * @param origin The Origin header.
 */
export function isOwnOrigin(origin: string): boolean {
  return OWN_ORIGINS.has(origin)
}
