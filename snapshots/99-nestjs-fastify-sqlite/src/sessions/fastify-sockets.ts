// WebSockets on Fastify: what its handshakes need beside a session.
import type { EventEmitter } from 'node:events'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { SessionUpgrades } from './node-upgrade.js'

/** A handshake that is refused by a response leaves a socket that nobody else closes. */
export function closeAfterResponse(reply: FastifyReply): void {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/** The server of @fastify/websocket answers handshakes by itself. */
export function addCookiesToHandshakes(app: FastifyInstance, upgrades: SessionUpgrades): void {
  app.addHook('onReady', async () => {
    const { websocketServer } = app as { websocketServer?: EventEmitter }
    websocketServer?.on('headers', upgrades.addCookies)
  })
}
