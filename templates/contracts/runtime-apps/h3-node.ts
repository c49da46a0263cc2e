// The contract's application on h3, on Node. What a bundler of another runtime resolves `h3` and crossws to is that runtime's own.
import { plugin } from 'crossws/server'
import { serve } from 'h3'
import { createApplication } from '../../targets/h3/h3-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/h3/h3.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live-peer.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  app.get('/live', live)
  const server = serve(app, { hostname: '127.0.0.1', port: 0, silent: true, plugins: [plugin({})] })
  await server.ready()
  console.log(new URL(server.url ?? '').host)
}
