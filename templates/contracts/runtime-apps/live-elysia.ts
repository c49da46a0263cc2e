// A WebSocket route, for the applications of Elysia that run on Bun and on Node: says who is there, and closes with the session.
import type { AnyElysia } from 'elysia'
import type { SessionSocket } from '../../runtime/websocket.ts'

interface Peer {
  readonly data: Readonly<Record<string, unknown>>
  send(text: string): unknown
  close(code: number, reason: string): void
}

export function addLive(app: AnyElysia): AnyElysia {
  const stops = new WeakMap<SessionSocket, () => void>()
  return app.ws('/live', {
    open(peer: Peer) {
      const socket = socketOf(peer)
      const stop = socket.closeWhenEnded((code, reason) => peer.close(code, reason))
      stops.set(socket, stop)
    },
    message(peer: Peer) {
      peer.send(JSON.stringify({ ...socketOf(peer).session }))
    },
    close(peer: Peer) {
      stops.get(socketOf(peer))?.()
    },
  })
}

function socketOf({ data }: Peer): SessionSocket {
  return data['sessionSocket'] as SessionSocket
}
