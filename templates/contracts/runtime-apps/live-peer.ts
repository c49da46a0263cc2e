// A WebSocket route of crossws, for the applications of h3 that run on each runtime: says who is there, and closes with the session.
import { defineWebSocketHandler, type EventHandler } from 'h3'

export const live: EventHandler = defineWebSocketHandler(({ context: { sessionSocket } }) => {
  let stop: (() => void) | null = null
  return {
    open(peer) {
      stop = sessionSocket.closeWhenEnded((code, reason) => peer.close(code, reason))
    },
    async message(peer) {
      const isAlive = await sessionSocket.revalidate()
      peer.send(JSON.stringify(isAlive ? { ...sessionSocket.session } : null))
    },
    close: () => stop?.(),
  }
})
