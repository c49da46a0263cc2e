// What a request of the Fetch API says of its connection.
import type { RequestSource } from './csrf.ts'
import { isOriginAllowed } from './websocket.ts'

/** What is looked at of one: frameworks have types of their own for the rest. */
type RequestHead = Pick<Request, 'method' | 'url' | 'headers'>

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: RequestHead): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

/** Whether the page that asks for a socket may have one. */
export function isFromOwnPage({ headers }: RequestHead): boolean {
  return isOriginAllowed(headers.get('Origin'), headers.get('Host'))
}

export function sourceOfRequest({ method, headers }: RequestHead): RequestSource {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
    host: headers.get('Host'),
  }
}
