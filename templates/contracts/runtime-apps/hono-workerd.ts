// The contract's application on Hono, on workerd: its config says where it listens.
import type { Hono } from 'hono'
import { upgradeWebSocket } from 'hono/cloudflare-workers'
import { createApplication } from '../../targets/hono/hono-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/hono/hono.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live.ts'

export function run(sessions: typeof authored, options: SessionsOptions): Hono {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  app.get('/live', upgradeWebSocket(live))
  return app
}
