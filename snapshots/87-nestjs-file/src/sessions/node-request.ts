// The session as a property of a Node request.
import type { IncomingMessage } from 'node:http'
import { accessSession, type Connection } from './connection.ts'

/** Puts the session that a connection has, whichever that is at the moment, on its request. */
export function exposeSession(request: object, connection: Connection): void {
  Object.defineProperty(request, 'session', {
    get: () => accessSession(connection),
    set() {
      throw new TypeError('The session cannot be replaced: set its fields, or call its `regenerate` or `destroy`')
    },
  })
}

/** A handshake that runs through middlewares comes with something in the place of a response. */
export function canSendHead(response: object): boolean {
  return 'flushHeaders' in response
}

/** A WebSocket handshake (RFC 6455, 4.1). */
export function isHandshake({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}
