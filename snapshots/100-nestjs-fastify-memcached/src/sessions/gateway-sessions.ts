// The sessions of gateways. NestJS runs no middleware for a handshake: what opens the sockets asks for its session.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createParamDecorator, type ExecutionContext, type WebSocketAdapter } from '@nestjs/common'
import type { SessionUpgrades } from './node-upgrade.js'
import type { Session } from './session.js'
import { SessionNotInstalledError } from './session-errors.js'
import { SessionSocket } from './websocket.js'

/** What gateways open sockets with. */
type Upgrades = Pick<SessionUpgrades, 'upgrade' | 'addCookies'>

/** The server of ws. */
interface WsServer {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, open: Open): void
  on(event: 'headers', listener: Upgrades['addCookies']): unknown
}

type Open = (client: WsClient, request: IncomingMessage) => void

interface WsClient {
  close(code: number, reason: string): void
  once(event: 'close', listener: () => void): unknown
}

/** The server of socket.io. Its engine opens the connections that the sockets of all namespaces share. */
interface IoServer {
  readonly engine: {
    use(middleware: EngineMiddleware): unknown
    on(event: 'connection', listener: (connection: EngineConnection) => void): unknown
  }
}

type EngineMiddleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

interface EngineConnection {
  readonly request: { readonly session: Session }
  close(): void
  once(event: 'close', listener: () => void): unknown
}

/** A socket of ws, or the connection below those of socket.io. */
const sockets = new WeakMap<object, SessionSocket>()

/**
 * The session of a gateway's client, for as long as its socket is open.
 *
 * @param client As gateways get it, in `handleConnection` and from `@ConnectedSocket()`; in a guard `context.switchToWs().getClient()`.
 * @throws {SessionNotInstalledError} If its adapter was not given to `withSessions`.
 */
export function getSessionSocket(client: object): SessionSocket {
  const socket = sockets.get('conn' in client ? (client.conn as object) : client)
  if (socket === undefined) {
    throw new SessionNotInstalledError('the adapter of its gateway does not use `withSessions()`')
  }
  return socket
}

/** The session of a gateway's client as a parameter of a handler: `@CurrentSessionSocket() socket: SessionSocket`. */
export const CurrentSessionSocket: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => getSessionSocket(context.switchToWs().getClient<object>()),
)

/** Makes an adapter open sockets for the handshakes that have a session, and close them when it ends. */
export function openWithSessions(
  adapter: WebSocketAdapter,
  upgrades: Upgrades,
  handshake: EngineMiddleware,
): WebSocketAdapter {
  const create = adapter.create.bind(adapter)
  adapter.create = (port: number, options?: { readonly server?: unknown }) => {
    const server: WsServer | IoServer = create(port, options)
    // A namespace of a server that was made before shares its connections.
    if (options?.server === undefined) {
      if ('engine' in server) {
        server.engine.use(handshake)
        server.engine.on('connection', followConnection)
      } else {
        server.on('headers', upgrades.addCookies)
        askBeforeUpgrades(server, upgrades)
      }
    }
    return server
  }
  return adapter
}

/** A handshake that is refused is answered before ws sees it. */
function askBeforeUpgrades(server: WsServer, upgrades: Upgrades): void {
  const handleUpgrade = server.handleUpgrade.bind(server)
  server.handleUpgrade = async (request, socket, head, open) => {
    const opened = await upgrades.upgrade(request, socket)
    if (opened !== null) {
      handleUpgrade(request, socket, head, (client) => {
        sockets.set(client, opened)
        client.once(
          'close',
          opened.closeWhenEnded((code, reason) => client.close(code, reason)),
        )
        open(client, request)
      })
    }
  }
}

function followConnection(connection: EngineConnection): void {
  try {
    const opened = new SessionSocket({ session: connection.request.session, excluded: null })
    sockets.set(connection, opened)
    connection.once(
      'close',
      opened.closeWhenEnded(() => connection.close()),
    )
  } catch {
    // Sessions are switched off where it came in: as from ws, it gets no socket.
    connection.close()
  }
}
