// What a request of the Fetch API says of its connection.
import { isOriginAllowed } from './websocket.js'

/** @import { RequestSource } from './csrf.js' */

/**
 * A WebSocket handshake (RFC 6455, 4.1).
 *
 * @param {Request} options
 * @returns {boolean}
 */
export function isHandshake({ method, headers }) {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/**
 * Whether the page that asks for a socket may have one.
 *
 * @param {Request} options
 * @returns {boolean}
 */
export function isFromOwnPage({ headers }) {
  return isOriginAllowed(headers.get('Origin'), headers.get('Host'))
}

/**
 * @param {Request} options
 * @returns {RequestSource}
 */
export function sourceOfRequest({ method, headers }) {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
    host: headers.get('Host'),
  }
}

/**
 * Whether it came over TLS.
 *
 * @param {Request} request
 * @returns {boolean}
 */
export function isSecureRequest(request) {
  const isEncrypted = request.url.startsWith('https:')
  const forwarded = request.headers.get('X-Forwarded-Proto')
  return forwarded === null ? isEncrypted : forwarded === 'https'
}
