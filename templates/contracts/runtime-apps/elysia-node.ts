// The contract's application on Elysia, on Node: with the adapter for it.
import { node } from '@elysiajs/node'
import { createApplication } from '../../targets/elysia/elysia-routes.harness.ts'
import { listen } from '../../targets/elysia/elysia.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/elysia/elysia.ts'
import { contractClock } from '../contract-clock.ts'
import { addLive } from './live-elysia.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await listen(addLive(createApplication(sessions, { ...options, now }, [route], { adapter: node() })))
  console.log(new URL(url).host)
}
