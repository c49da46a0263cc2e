// The life cycle of sessions in stores against its model.
import { DAY } from './life-cycle-choices.ts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { deadlineOf } from '../runtime/session-lifetime.ts'
import { describeEachStore } from './each-store.ts'
import { stepsWithin, Trial } from './life-cycle-steps.ts'
import { MODEL_RUNS } from './property-runs.ts'

it('is made for the choices that the model is made for', () => {
  expect(deadlineOf(0, 15 * DAY)).toBe(20 * DAY)
})

describeEachStore((open, _isQuick, margin) => {
  const title = 'S-L7 S-L8 S-L9 S-L13 S-B3 requests mixed step by step come to what the model comes to'
  it(title, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(stepsWithin(margin), async (all) => {
        let time = Date.now()
        const backend = open(() => time)
        const advance = (milliseconds: number): void => void (time += milliseconds)
        await new Trial({ backend, inCookie: false, advance }).run(all)
      }),
      { numRuns: MODEL_RUNS },
    )
  })
})
