// The connection of a request of hapi.
import type { Request } from '@hapi/hapi'
import type { Connection } from '../../runtime/connection.ts'
import { sourceOf } from '../../runtime/csrf.ts'
import { isSecure } from '../../runtime/node-secure.ts'
import { spec } from '../../runtime/spec.ts'

/** A route has no session where `options.plugins` says so, under the name of the plugin. */
const SKIP_OPTION = spec.excludeOptKey

/** Before its session is loaded. */
export function connectionOf(request: Request): Connection {
  const { req } = request.raw
  return {
    // @when spec.websocket
    scope: 'http',
    // @when spec.excludes
    path: req.url?.split('?')[0] ?? '/',
    cookieHeader: req.headers.cookie ?? null,
    // @when spec.csrf
    // `onRequest` may have made another method of it: that counts.
    source: { ...sourceOf(req), method: request.method.toUpperCase() },
    // @when spec.secure === 'auto'
    secure: isSecure(req),
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy({ route }: Request): string | null {
  return route.settings.plugins?.[spec.property]?.[SKIP_OPTION] === true
    ? `the options of its route set ${SKIP_OPTION}`
    : null
}
