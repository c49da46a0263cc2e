// The session as a property of a Node request.
import type { IncomingMessage } from 'node:http'

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}
