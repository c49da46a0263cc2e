// What a request of the Fetch API says of its connection.
import { isOriginAllowed } from './websocket.js'

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/** Whether the page that asks for a socket may have one. */
export function isFromOwnPage({ headers }: Request): boolean {
  return isOriginAllowed(headers.get('Origin'))
}
