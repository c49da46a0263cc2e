// What a request of the Fetch API says of its connection.
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
