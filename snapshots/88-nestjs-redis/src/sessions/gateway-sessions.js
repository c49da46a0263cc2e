// The sessions of gateways. NestJS runs no middleware for a handshake: what opens the sockets asks for its session.
import { createParamDecorator } from '@nestjs/common'
import { SessionNotInstalledError } from './session-errors.js'
import { SessionSocket } from './websocket.js'

/**
 * @import { IncomingMessage, ServerResponse } from 'node:http'
 * @import { Duplex } from 'node:stream'
 * @import { ExecutionContext, WebSocketAdapter } from '@nestjs/common'
 * @import { SessionUpgrades } from './node-upgrade.js'
 * @import { Session } from './session.js'
 */

/**
 * What gateways open sockets with.
 *
 * @typedef {Pick<SessionUpgrades, 'upgrade' | 'addCookies'>} Upgrades
 */

/**
 * The server of ws.
 *
 * @typedef {object} WsServer
 * @property {(request: IncomingMessage, socket: Duplex, head: Buffer, open: Open) => void} handleUpgrade
 * @property {(event: 'headers', listener: Upgrades['addCookies']) => unknown} on
 */

/** @typedef {(client: WsClient, request: IncomingMessage) => void} Open */

/**
 * @typedef {object} WsClient
 * @property {(code: number, reason: string) => void} close
 * @property {(event: 'close', listener: () => void) => unknown} once
 */

/**
 * The server of socket.io. Its engine opens the connections that the sockets of all namespaces share.
 *
 * @typedef {object} IoServer
 * @property {{ use(middleware: EngineMiddleware): unknown; on(event: 'connection', listener: (connection: EngineConnection) => void): unknown }} engine
 */

/** @typedef {(request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void} EngineMiddleware */

/**
 * @typedef {object} EngineConnection
 * @property {{ readonly session: Session }} request
 * @property {() => void} close
 * @property {(event: 'close', listener: () => void) => unknown} once
 */

/**
 * A socket of ws, or the connection below those of socket.io.
 *
 * @type {WeakMap<object, SessionSocket>}
 */
const sockets = new WeakMap()

/**
 * The session of a gateway's client, for as long as its socket is open.
 *
 * @param {object} client As gateways get it, in `handleConnection` and from `@ConnectedSocket()`; in a guard
 * `context.switchToWs().getClient()`.
 * @returns {SessionSocket}
 * @throws {SessionNotInstalledError} If its adapter was not given to `withSessions`.
 */
export function getSessionSocket(client) {
  const socket = sockets.get('conn' in client ? /** @type {object} */ (client.conn) : client)
  if (socket === undefined) {
    throw new SessionNotInstalledError('the adapter of its gateway does not use `withSessions()`')
  }
  return socket
}

/**
 * The session of a gateway's client as a parameter of a handler: `@CurrentSessionSocket() socket: SessionSocket`.
 *
 * @type {() => ParameterDecorator}
 */
export const CurrentSessionSocket = createParamDecorator(
  (/** @type {unknown} */ _data, /** @type {ExecutionContext} */ context) =>
    getSessionSocket(context.switchToWs().getClient()),
)

/**
 * Makes an adapter open sockets for the handshakes that have a session, and close them when it ends.
 *
 * @param {WebSocketAdapter} adapter
 * @param {Upgrades} upgrades
 * @param {EngineMiddleware} handshake
 * @returns {WebSocketAdapter}
 */
export function openWithSessions(adapter, upgrades, handshake) {
  const create = adapter.create.bind(adapter)
  adapter.create = (/** @type {number} */ port, /** @type {{ readonly server?: unknown }=} */ options) => {
    /** @type {WsServer | IoServer} */
    const server = create(port, options)
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

/**
 * A handshake that is refused is answered before ws sees it.
 *
 * @param {WsServer} server
 * @param {Upgrades} upgrades
 * @returns {void}
 */
function askBeforeUpgrades(server, upgrades) {
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

/**
 * @param {EngineConnection} connection
 * @returns {void}
 */
function followConnection(connection) {
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
