// The contract's application on Elysia, on Deno: its handler of the Fetch API. Elysia has no sockets there.
import { createApplication } from '../../targets/elysia/elysia-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/elysia/elysia.ts'
import { contractClock } from '../contract-clock.ts'

declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen: (address: { readonly port: number }) => void },
    handler: (request: Request) => unknown,
  ): void
}

export function run(sessions: typeof authored, options: SessionsOptions): void {
  const { now, route } = contractClock()
  const { fetch } = createApplication(sessions, { ...options, now }, [route])
  Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(`127.0.0.1:${port}`) }, fetch)
}
