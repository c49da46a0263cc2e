// Requests at the same time, in orders that a scheduler chooses, over each store.
import * as fc from 'fast-check'
import { it } from 'vitest'
import { describeEachStore } from './each-store.ts'
import { race, racers } from './life-cycle-races.ts'
import { MODEL_RUNS } from './property-runs.ts'

describeEachStore((open) => {
  const title = 'S-B3 S-L7 S-L8 S-L9 requests at once lose no update, and bring nothing back that ended'
  it(title, { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(racers, fc.scheduler(), async (all, scheduler) => race(open(), all, scheduler)),
      { numRuns: MODEL_RUNS },
    )
  })
})
