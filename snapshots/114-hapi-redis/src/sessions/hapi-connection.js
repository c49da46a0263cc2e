// The connection of a request of hapi.
import { sourceOf } from './csrf.js'
import { isSecure } from './node-secure.js'

/**
 * @import { Request } from '@hapi/hapi'
 * @import { Connection } from './connection.js'
 */

/** A route has no session where `options.plugins` says so, under the name of the plugin. */
const SKIP_OPTION = 'skipSession'

/**
 * Before its session is loaded.
 *
 * @param {Request} request
 * @returns {Connection}
 */
export function connectionOf(request) {
  const { req } = request.raw
  return {
    scope: 'http',
    cookieHeader: req.headers.cookie ?? null,
    // `onRequest` may have made another method of it: that counts.
    source: { ...sourceOf(req), method: request.method.toUpperCase() },
    secure: isSecure(req),
    excluded: skippedBy(request),
    session: null,
    accessed: false,
    headSent: false,
  }
}

/**
 * @param {Request} options
 * @returns {string | null}
 */
function skippedBy({ route }) {
  return route.settings.plugins?.session?.[SKIP_OPTION] === true ? `the options of its route set ${SKIP_OPTION}` : null
}
