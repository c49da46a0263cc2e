// The contract's application on Elysia, on Bun, which it is made for.
import { createApplication } from '../../targets/elysia/elysia-routes.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/elysia/elysia.ts'
import { contractClock } from '../contract-clock.ts'
import { addLive } from './live-elysia.ts'

export function run(sessions: typeof authored, options: SessionsOptions): void {
  const { now, route } = contractClock()
  addLive(createApplication(sessions, { ...options, now }, [route])).listen(
    { hostname: '127.0.0.1', port: 0 },
    ({ port }) => console.log(`127.0.0.1:${port}`),
  )
}
