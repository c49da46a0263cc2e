// What a request of the Fetch API says of its connection.
/** @import { RequestSource } from './csrf.js' */

/**
 * What is looked at of one: frameworks have types of their own for the rest.
 *
 * @typedef {Pick<Request, 'method' | 'url' | 'headers'>} RequestHead
 */

/**
 * A WebSocket handshake (RFC 6455, 4.1).
 *
 * @param {RequestHead} options
 * @returns {boolean}
 */
export function isHandshake({ method, headers }) {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/**
 * @param {RequestHead} options
 * @returns {RequestSource}
 */
export function sourceOfRequest({ method, headers }) {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
  }
}

/**
 * Whether it came over TLS.
 *
 * @param {RequestHead} request
 * @returns {boolean}
 */
export function isSecureRequest(request) {
  const isEncrypted = request.url.startsWith('https:')
  return isEncrypted
}
