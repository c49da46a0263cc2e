// The contract's application on Hono, on Deno.
import { upgradeWebSocket } from 'hono/deno'
import { createApplication } from '../../targets/hono/hono-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/hono/hono.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live.ts'

interface ServeOptions {
  readonly hostname: string
  readonly port: number
  readonly onListen: (address: { readonly port: number }) => void
}

declare const Deno: { serve(options: ServeOptions, handler: (request: Request) => unknown): void }

export function run(sessions: typeof authored, options: SessionsOptions): void {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  app.get('/live', upgradeWebSocket(live))
  Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, (request) => app.fetch(request))
}

function onListen({ port }: { readonly port: number }): void {
  console.log(`127.0.0.1:${port}`)
}
