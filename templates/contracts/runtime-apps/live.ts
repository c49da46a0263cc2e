// A WebSocket route for the applications that run on each runtime: says who is there, and closes with the session.
import type { Context } from 'hono'
import type { WSContext, WSEvents } from 'hono/ws'

/** Begins at the first message: not every runtime tells when a socket opens. */
export function live(c: Context): WSEvents {
  const socket = c.get('sessionSocket')
  let stop: (() => void) | null = null
  return {
    onMessage(_event, ws: WSContext) {
      stop ??= socket.closeWhenEnded((code, reason) => ws.close(code, reason))
      ws.send(JSON.stringify({ ...socket.session }))
    },
    onClose: () => stop?.(),
  }
}
