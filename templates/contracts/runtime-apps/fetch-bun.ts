// The contract's application on handlers of the Fetch API, on Bun.
import { createHandler } from '../../targets/fetch/fetch-routes.harness.ts'
import type * as authored from '../../targets/fetch/fetch.ts'
import { contractClock } from '../contract-clock.ts'
import { attend, type PlatformSocket } from './live-socket.ts'

type Attended = ReturnType<typeof attend>
type Socket = PlatformSocket & { readonly data: { attend(socket: PlatformSocket): Attended; attended?: Attended } }

interface Server {
  readonly port: number
  upgrade(request: Request, options: { readonly data: Socket['data'] }): boolean
}

declare const Bun: { serve(options: object): Server }

export function run(_sessions: unknown, options: authored.SessionsOptions, emitted: typeof authored): void {
  const { now, route } = contractClock()
  const live = (request: Request, server: unknown): Response | undefined => {
    const opened = emitted.getSessionSocket(request)
    const data = { attend: (socket: PlatformSocket) => attend(socket, opened) }
    return (server as Server).upgrade(request, { data }) ? undefined : new Response(null, { status: 400 })
  }
  const { port } = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: createHandler(emitted, { ...options, now }, [route], live),
    websocket: {
      open(socket: Socket): void {
        socket.data.attended = socket.data.attend(socket)
      },
      message: (socket: Socket) => socket.data.attended?.onMessage(),
      close: (socket: Socket) => socket.data.attended?.onClose(),
    },
  })
  console.log(`127.0.0.1:${port}`)
}
