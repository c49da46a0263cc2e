// The contract's application on a server of Node's own, on Node and what runs its programs.
import { start } from '../../targets/node/node.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/node/node.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(sessions, { ...options, now }, [route])
  console.log(url)
}
