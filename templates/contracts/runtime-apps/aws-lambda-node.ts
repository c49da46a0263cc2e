// The contract's application as a function of AWS Lambda, behind the stand-in for a gateway, on Node.
import { start } from '../../targets/aws-lambda/aws-lambda.harness.ts'
import type * as authored from '../../targets/aws-lambda/aws-lambda.ts'
import { contractClock } from '../contract-clock.ts'

export async function run(
  _sessions: unknown,
  options: authored.SessionsOptions,
  emitted: typeof authored,
): Promise<void> {
  const { now, route } = contractClock()
  const { url } = await start(emitted, { ...options, now }, [route])
  console.log(url)
}
