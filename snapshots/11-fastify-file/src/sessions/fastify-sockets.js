// WebSockets on Fastify: what its handshakes need beside a session.
/**
 * @import { EventEmitter } from 'node:events'
 * @import { FastifyInstance, FastifyReply } from 'fastify'
 * @import { SessionUpgrades } from './node-upgrade.js'
 */

/**
 * A handshake that is refused by a response leaves a socket that nobody else closes.
 *
 * @param {FastifyReply} reply
 * @returns {void}
 */
export function closeAfterResponse(reply) {
  const { socket } = reply.raw
  reply.raw.once('finish', () => socket?.destroy())
}

/**
 * The server of @fastify/websocket answers handshakes by itself.
 *
 * @param {FastifyInstance} app
 * @param {SessionUpgrades} upgrades
 * @returns {void}
 */
export function addCookiesToHandshakes(app, upgrades) {
  app.addHook('onReady', async () => {
    const { websocketServer } = /** @type {{ websocketServer?: EventEmitter }} */ (app)
    websocketServer?.on('headers', upgrades.addCookies)
  })
}
