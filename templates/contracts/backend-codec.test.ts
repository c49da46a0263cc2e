// What records come back as from each store: whatever a handler wrote, and whichever times they have.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SessionRecord } from '../runtime/session-record.ts'
import { newStorageKey } from './backend-subject.ts'
import { describeEachStore } from './each-store.ts'
import { sessionData } from './naughty-data.ts'
import { DISK_RUNS, RUNS } from './property-runs.ts'

const HOUR = 3_600_000

/** Times beyond 32 bits, and the largest version that a number holds. */
const times = fc.record({
  createdAt: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  renewedAt: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
})

describeEachStore((open, isQuick) => {
  it('S-B1 S-B2 gives back each record as it was put there, member by member', { timeout: 120_000 }, async () => {
    const backend = open()
    await fc.assert(
      fc.asyncProperty(sessionData, times, fc.nat(HOUR), async (data, time, more) => {
        const text = backend.serializeData(data)
        const record: SessionRecord = { data: text, ...time, expiresAt: Date.now() + HOUR + more }
        const key = newStorageKey()
        await backend.set(key, record)
        const found = await backend.get(key)
        expect(found).toEqual(record)
        expect(backend.deserializeData(found?.data ?? '')).toEqual(data)
        await backend.delete(key)
      }),
      { numRuns: isQuick ? RUNS : DISK_RUNS },
    )
  })

  it('S-B1 gives back a session of ten megabytes', async () => {
    const backend = open()
    const data = backend.serializeData({ text: 'ä\0\ud800€'.repeat(600_000) })
    const now = Date.now()
    const record = { data, createdAt: now, renewedAt: now, expiresAt: now + HOUR, version: 1 }
    const key = newStorageKey()
    expect(await backend.create(key, record)).toBe(true)
    expect(await backend.get(key)).toEqual(record)
    await backend.delete(key)
  })
})
