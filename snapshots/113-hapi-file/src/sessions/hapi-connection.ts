// The connection of a request of hapi.
import type { Request } from '@hapi/hapi'
import type { Connection } from './connection.ts'
import { sourceOf } from './csrf.ts'

/** A route has no session where `options.plugins` says so, under the name of the plugin. */
const SKIP_OPTION = 'anonymous'

/** Before its session is loaded. */
export function connectionOf(request: Request): Connection {
  const { req } = request.raw
  return {
    scope: 'http',
    path: req.url?.split('?')[0] ?? '/',
    cookieHeader: req.headers.cookie ?? null,
    // `onRequest` may have made another method of it: that counts.
    source: { ...sourceOf(req), method: request.method.toUpperCase() },
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy({ route }: Request): string | null {
  return route.settings.plugins?.session?.[SKIP_OPTION] === true ? `the options of its route set ${SKIP_OPTION}` : null
}
