// What a request of the Fetch API says of its connection.
import type { RequestSource } from './csrf.js'

/** What is looked at of one: frameworks have types of their own for the rest. */
type RequestHead = Pick<Request, 'method' | 'url' | 'headers'>

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: RequestHead): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

export function sourceOfRequest({ method, headers }: RequestHead): RequestSource {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
  }
}
