// The contract's application on handlers of the Fetch API, on workerd: its config says where it listens.
import { createHandler, type RequestHandler } from '../../targets/fetch/fetch-routes.harness.ts'
import type * as authored from '../../targets/fetch/fetch.ts'
import { contractClock } from '../contract-clock.ts'
import { listenTo } from './live-socket.ts'

type Socket = WebSocket & { accept(): void }

declare const WebSocketPair: new () => { readonly 0: Socket; readonly 1: Socket }

export function run(
  _sessions: unknown,
  options: authored.SessionsOptions,
  emitted: typeof authored,
): { readonly fetch: RequestHandler } {
  const { now, route } = contractClock()
  const live = (request: Request): Response => {
    const { 0: webSocket, 1: server } = new WebSocketPair()
    server.accept()
    listenTo(server, emitted.getSessionSocket(request))
    return new Response(null, { status: 101, webSocket } as ResponseInit)
  }
  return { fetch: createHandler(emitted, { ...options, now }, [route], live) }
}
