// The connection of a request of hapi.
import type { Request } from '@hapi/hapi'
import type { Connection } from './connection.js'

/** A route has no session where `options.plugins` says so, under the name of the plugin. */
const SKIP_OPTION = 'skipSession'

/** Before its session is loaded. */
export function connectionOf(request: Request): Connection {
  const { req } = request.raw
  return {
    scope: 'http',
    cookieHeader: req.headers.cookie ?? null,
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

function skippedBy({ route }: Request): string | null {
  return route.settings.plugins?.session?.[SKIP_OPTION] === true ? `the options of its route set ${SKIP_OPTION}` : null
}
