// Whose pages may send what carries a session.
import { spec } from './spec.ts'

// @when !spec.sameOrigin
/** The origins that are the application's, exactly as browsers send them. */
const OWN_ORIGINS: ReadonlySet<string> = new Set(spec.origins)

/**
 * Whether a page of this origin is the application's own.
 *
 * @param origin The Origin header.
 * @param host The Host header; null where there is none.
 */
export function isOwnOrigin(origin: string, host: string | null): boolean {
  if (spec.sameOrigin) {
    return host !== null && (origin === `https://${host}` || origin === `http://${host}`)
  } else {
    return OWN_ORIGINS.has(origin)
  }
}
