// What every backend's records come back as: whatever a handler wrote, and whichever times it was given.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ServerSideBackend } from '../runtime/server-side-backend.ts'
import type { SessionRecord } from '../runtime/session-record.ts'
import { newStorageKey } from './backend-subject.ts'
import { sessionData } from './naughty-data.ts'

const HOUR = 3_600_000

/** Times beyond 32 bits, and the largest version that a number holds. */
const times = fc.record({
  createdAt: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  renewedAt: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
  version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
})

/**
 * @param backend Over the real store, on the machine's clock.
 * @param numRuns How many records are written and read.
 */
export function describeCodec(backend: () => ServerSideBackend, numRuns: number): void {
  it('S-B1 S-B2 gives back each record as it was put there, member by member', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sessionData, times, fc.nat(HOUR), async (data, time, more) => {
        const text = backend().serializeData(data)
        const record: SessionRecord = { data: text, ...time, expiresAt: Date.now() + HOUR + more }
        const key = newStorageKey()
        await backend().set(key, record)
        const found = await backend().get(key)
        expect(found).toEqual(record)
        expect(backend().deserializeData(found?.data ?? '')).toEqual(data)
        await backend().delete(key)
      }),
      { numRuns },
    )
  })

  it('S-B1 gives back a session of ten megabytes', async () => {
    const data = backend().serializeData({ text: `${'ä\0\ud800€'.repeat(1_000_000)}` })
    const now = Date.now()
    const record = { data, createdAt: now, renewedAt: now, expiresAt: now + HOUR, version: 1 }
    const key = newStorageKey()
    expect(await backend().create(key, record)).toBe(true)
    expect(await backend().get(key)).toEqual(record)
    await backend().delete(key)
  })
}
