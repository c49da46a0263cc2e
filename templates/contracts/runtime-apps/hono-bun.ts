// The contract's application on Hono, on Bun.
import { upgradeWebSocket, websocket } from 'hono/bun'
import { createApplication } from '../../targets/hono/hono-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/hono/hono.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live.ts'

declare const Bun: { serve(options: object): { readonly port: number } }

export function run(sessions: typeof authored, options: SessionsOptions): void {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  app.get('/live', upgradeWebSocket(live))
  const { port } = Bun.serve({ fetch: app.fetch, websocket, hostname: '127.0.0.1', port: 0 })
  console.log(`127.0.0.1:${port}`)
}
