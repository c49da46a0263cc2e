// What a request of the Fetch API says of its connection.

/**
 * A WebSocket handshake (RFC 6455, 4.1).
 *
 * @param {Request} options
 * @returns {boolean}
 */
export function isHandshake({ method, headers }) {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}
