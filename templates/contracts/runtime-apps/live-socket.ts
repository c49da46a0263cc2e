// A WebSocket of the platform's own, for the applications that run on each runtime: says who is there, and closes with the session.
import type { SessionSocket } from '../../runtime/websocket.ts'

/** What every platform's sockets have. */
export interface PlatformSocket {
  send(text: string): void
  close(code: number, reason: string): void
}

/** @returns What to call with each message, and when the socket is closed. */
export function attend(
  socket: PlatformSocket,
  opened: SessionSocket,
): { readonly onMessage: () => void; readonly onClose: () => void } {
  const onClose = opened.closeWhenEnded((code, reason) => socket.close(code, reason))
  return { onMessage: () => socket.send(JSON.stringify({ ...opened.session })), onClose }
}

/** The same, where a socket has listeners. */
export function listenTo(
  socket: PlatformSocket & { addEventListener(type: 'message' | 'close', listener: () => void): void },
  opened: SessionSocket,
): void {
  const { onMessage, onClose } = attend(socket, opened)
  socket.addEventListener('message', onMessage)
  socket.addEventListener('close', onClose)
}
