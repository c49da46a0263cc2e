// The contract's application on NestJS, on Node and what runs its programs.
import type { SessionsOptions } from '../../targets/express/express.ts'
import { type NestTree, start } from '../../targets/nestjs/nestjs.harness.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(_sessions: unknown, options: SessionsOptions, tree: NestTree): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(tree, { ...options, now }, [route])
  console.log(url)
}
