// The contract's application on h3, on workerd: its config says where it listens.
import { plugin } from 'crossws/server'
import { serve } from 'h3'
import { createApplication } from '../../targets/h3/h3-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/h3/h3.ts'
import { contractClock } from '../contract-clock.ts'
import { live } from './live-peer.ts'

export function run(
  sessions: typeof authored,
  options: SessionsOptions,
): { readonly fetch: ReturnType<typeof serve>['fetch'] } {
  const { now, route } = contractClock()
  const app = createApplication(sessions, { ...options, now }, [route])
  app.get('/live', live)
  const { fetch } = serve(app, { manual: true, silent: true, plugins: [plugin({})] })
  return { fetch }
}
