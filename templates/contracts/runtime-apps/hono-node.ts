// The contract's application on Hono, on Node.
import { serve } from '@hono/node-server'
import { createNodeWebSocket } from '@hono/node-ws'
import { createApplication } from '../../targets/hono/hono-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/hono/hono.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live.ts'

export function run(sessions: typeof authored, options: SessionsOptions): void {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  const { upgradeWebSocket, injectWebSocket } = createNodeWebSocket({ app })
  app.get('/live', upgradeWebSocket(live))
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
    console.log(`127.0.0.1:${port}`)
  })
  injectWebSocket(server)
}
