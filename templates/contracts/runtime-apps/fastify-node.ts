// The contract's application on Fastify, on Node and what runs its programs.
import { start } from '../../targets/fastify/fastify.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/fastify/fastify.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(sessions, { ...options, now }, [route])
  console.log(url)
}
