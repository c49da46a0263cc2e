// What a request of the Fetch API says of its connection.
import type { RequestSource } from './csrf.ts'

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: Request): boolean {
  return method === 'GET' && headers.get('Upgrade')?.toLowerCase() === 'websocket'
}

export function sourceOfRequest({ method, headers }: Request): RequestSource {
  return {
    method,
    origin: headers.get('Origin'),
    fetchSite: headers.get('Sec-Fetch-Site'),
    host: headers.get('Host'),
  }
}
