// How long a session lives, for each choice that bears on it.
import { describe, expect, it, vi } from 'vitest'
import { isLive } from './session-record.ts'
import type { Spec } from './spec.ts'

const NOW = 1_800_000_000_000
const CHOICES = { lifetimeSeconds: 600, renewAfterSeconds: 60, absoluteTimeoutSeconds: 900 }

/** The module as it is for these choices. */
async function lifetime(choices: Partial<Spec>): Promise<typeof import('./session-lifetime.ts')> {
  vi.resetModules()
  const { spec } = await import('./spec.ts')
  Object.assign(spec, CHOICES, choices)
  return import('./session-lifetime.ts')
}

describe('deadlineOf', () => {
  it('S-L13 is the lifetime after the renewal', async () => {
    const { deadlineOf } = await lifetime({ absoluteTimeout: false })
    expect(deadlineOf(NOW, NOW)).toBe(NOW + 600_000)
    expect(deadlineOf(NOW - 10_000_000, NOW)).toBe(NOW + 600_000)
  })

  it('S-L13 is never past the absolute timeout, counted from the creation', async () => {
    const { deadlineOf } = await lifetime({ absoluteTimeout: true })
    expect(deadlineOf(NOW, NOW)).toBe(NOW + 600_000)
    expect(deadlineOf(NOW, NOW + 300_000)).toBe(NOW + 900_000)
    expect(deadlineOf(NOW, NOW + 300_001)).toBe(NOW + 900_000)
    expect(deadlineOf(NOW, NOW + 899_999)).toBe(NOW + 900_000)
  })
})

describe('isRenewalDue', () => {
  it('S-L13 is due once renewAfter has passed, and not a moment before', async () => {
    const { isRenewalDue } = await lifetime({})
    expect(isRenewalDue(NOW, NOW)).toBe(false)
    expect(isRenewalDue(NOW, NOW + 59_999)).toBe(false)
    expect(isRenewalDue(NOW, NOW + 60_000)).toBe(true)
  })
})

describe('isLive', () => {
  it('S-L14 case 72 a session is over at its deadline, and live until then', () => {
    const record = { data: '{}', createdAt: NOW, renewedAt: NOW, expiresAt: NOW + 1000, version: 1 }
    expect(isLive(record, NOW + 999)).toBe(true)
    expect(isLive(record, NOW + 1000)).toBe(false)
    expect(isLive(record, NOW + 1001)).toBe(false)
  })
})
