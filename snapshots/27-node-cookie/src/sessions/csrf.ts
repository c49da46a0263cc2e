// Requests that pages of other sites send, with the cookies of this one: those that change something are refused before the
// session is loaded. No token is needed: browsers say where a request comes from.
import type { Connection } from './connection.js'
import { isProduction } from './environment.js'
import { isOwnOrigin } from './own-origin.js'
import { publish } from './session-events.js'
import { CrossOriginError } from './session-errors.js'

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a request says of the page that sent it. A header that came twice is one that nobody knows. */
export interface RequestSource {
  readonly method: string
  /** The Origin header; null where there is none. So with the others. */
  readonly origin: string | null
  /** The Sec-Fetch-Site header, which no page can set (Fetch Metadata, 2.4). */
  readonly fetchSite: string | null
}

/** What an incoming request of Node's says, or a handshake. */
export function sourceOf(request: {
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}): RequestSource {
  const header = (name: string): string | null => request.headers[name]?.toString() ?? null
  return {
    method: request.method ?? '',
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
  }
}

/** @throws {CrossOriginError} if the request could change something, and did not come from the application's own pages. */
export function refuseOtherOrigins({ source, cookieHeader }: Connection): void {
  if (!SAFE_METHODS.has(source.method) && !isOwn(source, cookieHeader !== null)) {
    publish({ type: 'reject', reason: 'cross-origin' })
    throw new CrossOriginError()
  }
}

function isOwn(source: RequestSource, hasCookies: boolean): boolean {
  const { origin, fetchSite } = source
  if (origin === null && fetchSite === null) {
    // Every browser says one of the two. Without cookies there is nothing that a page could abuse.
    return !hasCookies || !isProduction()
  }
  // A page that sends no referrer has an origin of `null`, to itself too (Fetch, 3.2).
  const isHidden = origin === 'null' && fetchSite === 'same-origin'
  if (origin !== null && !isHidden && !isOwnOrigin(origin)) {
    return false
  }
  // Pages of a listed origin may well be those of another site.
  const isOther = fetchSite === 'same-site' || fetchSite === 'cross-site'
  return fetchSite === null || fetchSite === 'same-origin' || fetchSite === 'none' || (isOther && origin !== null)
}
