// The session of a WebSocket handshake, from the `upgrade` event of a Node server.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Connection } from './connection.js'
import type { SessionMiddleware } from './middleware.js'
import { exposeSession, isHandshake } from './node-request.js'
import { isSecure } from './node-secure.js'
import { isOriginAllowed, SessionSocket } from './websocket.js'

export interface SessionUpgrades {
  /**
   * Loads the session of a handshake. Call it first thing in a listener of the server's `upgrade` event.
   *
   * @param socket As the event hands it over.
   * @returns Null where the handshake was refused: it is answered then, and the socket closed.
   */
  upgrade(request: IncomingMessage, socket: Duplex): Promise<SessionSocket | null>
  /** Loads the session of a handshake whose origin is allowed, and keeps its cookie for `addCookies`. */
  load(request: IncomingMessage, connection: Connection): Promise<void>
  /** Adds the session's cookie to the 101. A listener for the `headers` event of ws. */
  addCookies(headers: string[], request: IncomingMessage): void
}

export function createUpgrades(middleware: SessionMiddleware): SessionUpgrades {
  const cookies = new WeakMap<IncomingMessage, readonly string[]>()

  const load = async (request: IncomingMessage, connection: Connection): Promise<void> => {
    await middleware.load(connection)
    await middleware.createSendWrapper(connection)({
      get: () => null,
      set: () => {},
      getSetCookie: () => [],
      setSetCookie: (lines) => void cookies.set(request, lines),
    })
  }

  return {
    load,
    async upgrade(request, socket) {
      // Who asked may hang up meanwhile, and nobody else listens yet.
      const hangUp = (): void => void socket.destroy()
      socket.on('error', hangUp)
      if (!isOriginAllowed(request.headers.origin ?? null, request.headers.host ?? null)) {
        return refuse(socket, '403 Forbidden')
      }
      const connection = connectionOfHandshake(request)
      try {
        await load(request, connection)
      } catch (error) {
        // An error that left an `upgrade` listener would end the process.
        process.emitWarning(error instanceof Error ? error : String(error))
        return refuse(socket, '503 Service Unavailable')
      }
      if (connection.session === null) {
        return refuse(socket, '403 Forbidden')
      }
      socket.off('error', hangUp)
      return socket.destroyed ? null : new SessionSocket(connection)
    },
    addCookies(headers, request) {
      headers.push(...(cookies.get(request) ?? []).map((line) => `Set-Cookie: ${line}`))
      // A second listener has nothing to add.
      cookies.delete(request)
    },
  }
}

/** A handshake, before its session is loaded. */
function connectionOfHandshake(request: IncomingMessage): Connection {
  return {
    scope: 'websocket',
    cookieHeader: request.headers.cookie ?? null,
    secure: isSecure(request),
    excluded: null,
    session: null,
    accessed: false,
    headSent: false,
  }
}

export const FOREIGN_ORIGIN = 'A page of this origin may not open a WebSocket here'

/**
 * The session of a handshake that runs through middlewares, as those of socket.io do. No head takes a cookie along: what is
 * written is saved by `save()`.
 *
 * @throws If a page of another origin asks. The session on the request is an empty one then.
 */
export async function loadHandshake(middleware: SessionMiddleware, request: IncomingMessage): Promise<void> {
  const { origin = null, cookie = null } = request.headers
  // A request of the polling transport is none of WebSocket: browsers leave its origin out where it is their page's own.
  const isAllowed = (origin === null && !isHandshake(request)) || isOriginAllowed(origin, request.headers.host ?? null)
  // Without its cookie a handshake that is refused lets nobody in, even where the error is ignored.
  const cookieHeader = isAllowed ? cookie : null
  const connection = { ...connectionOfHandshake(request), cookieHeader, headSent: true }
  exposeSession(request, connection)
  await middleware.load(connection)
  if (!isAllowed) {
    throw new Error(FOREIGN_ORIGIN)
  }
}

function refuse(socket: Duplex, status: string): null {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  return null
}
