// The contract's application on NestJS with Fastify, on Node and what runs its programs.
import type { SessionsOptions } from '../../targets/express/express.ts'
import { type NestFastifyTree, start } from '../../targets/nestjs-fastify/nestjs-fastify.harness.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(_sessions: unknown, options: SessionsOptions, tree: NestFastifyTree): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(tree, { ...options, now }, [route])
  console.log(url)
}
