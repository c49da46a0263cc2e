// The contract's application on handlers of the Fetch API, on Node.
import { listen } from '../../targets/fetch/fetch.harness.ts'
import { createHandler } from '../../targets/fetch/fetch-routes.harness.ts'
import type * as authored from '../../targets/fetch/fetch.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(
  _sessions: unknown,
  options: authored.SessionsOptions,
  emitted: typeof authored,
): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await listen(createHandler(emitted, { ...options, now }, [route]))
  console.log(url)
}
