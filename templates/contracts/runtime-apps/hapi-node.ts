// The contract's application on hapi, on Node and what runs its programs.
import { start } from '../../targets/hapi/hapi.harness.ts'
import type { sessions as authored, SessionsOptions } from '../../targets/hapi/hapi.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(sessions: typeof authored, options: SessionsOptions): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(sessions, { ...options, now }, [route])
  console.log(url)
}
