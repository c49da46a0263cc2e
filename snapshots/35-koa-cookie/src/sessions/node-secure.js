// Whether a request came to Node over TLS.
/** @import { IncomingMessage } from 'node:http' */

/**
 * @param {Pick<IncomingMessage, 'headers' | 'socket'>} request
 * @returns {boolean}
 */
export function isSecure(request) {
  const forwarded = request.headers['x-forwarded-proto']
  return forwarded === undefined ? 'encrypted' in request.socket : forwarded === 'https'
}
