// The contract's application on handlers of the Fetch API, on Deno.
import { createHandler } from '../../targets/fetch/fetch-routes.harness.ts'
import type * as authored from '../../targets/fetch/fetch.ts'
import { contractClock } from '../contract-clock.ts'
import { listenTo } from './live-socket.ts'

interface ServeOptions {
  readonly hostname: string
  readonly port: number
  readonly onListen: (address: { readonly port: number }) => void
}

declare const Deno: {
  serve(options: ServeOptions, handler: (request: Request) => unknown): void
  upgradeWebSocket(request: Request): { readonly socket: WebSocket; readonly response: Response }
}

export function run(_sessions: unknown, options: authored.SessionsOptions, emitted: typeof authored): void {
  const { now, route } = contractClock()
  const live = (request: Request): Response => {
    const opened = emitted.getSessionSocket(request)
    const { socket, response } = Deno.upgradeWebSocket(request)
    listenTo(socket, opened)
    return response
  }
  Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, createHandler(emitted, { ...options, now }, [route], live))
}

function onListen({ port }: { readonly port: number }): void {
  console.log(`127.0.0.1:${port}`)
}
