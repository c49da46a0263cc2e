// The life cycle of sessions in cookies against its model: nothing ends there for whoever has kept its cookie (S-K7).
import { DAY } from './life-cycle-in-cookie.ts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { CookieBackend } from '../backends/cookie/cookie-backend.ts'
import { SECRET } from '../backends/cookie/cookie.harness.ts'
import { deadlineOf } from '../runtime/session-lifetime.ts'
import { stepsWithin, Trial } from './life-cycle-steps.ts'
import { MODEL_RUNS } from './property-runs.ts'

it('is made for the choices that the model is made for', () => {
  expect(deadlineOf(0, 15 * DAY)).toBe(20 * DAY)
})

it(
  'S-K3 S-K7 S-L8 S-L13 requests mixed step by step come to what the model comes to',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(stepsWithin(1), async (all) => {
        let time = Date.now()
        const backend = new CookieBackend({ secrets: SECRET, now: () => time })
        const advance = (milliseconds: number): void => void (time += milliseconds)
        await new Trial({ backend, inCookie: true, advance }).run(all)
      }),
      { numRuns: MODEL_RUNS },
    )
  },
)
