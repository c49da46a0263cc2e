// Whether a request came to Node over TLS.
/** @import { IncomingMessage } from 'node:http' */

/**
 * @param {Pick<IncomingMessage, 'headers' | 'socket'>} request
 * @returns {boolean}
 */
export function isSecure(request) {
  return 'encrypted' in request.socket
}
