// What a request of the Fetch API says of its connection.
import { isOriginAllowed } from './websocket'

/** What is looked at of one: frameworks have types of their own for the rest. */
type RequestHead = Pick<Request, 'method' | 'url' | 'headers'>

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: RequestHead): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/** Whether the page that asks for a socket may have one. */
export function isFromOwnPage({ headers }: RequestHead): boolean {
  return isOriginAllowed(headers.get('Origin'))
}
