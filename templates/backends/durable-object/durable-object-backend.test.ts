import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { describeSharing } from '../../contracts/backend-concurrency.ts'
import { describeFault } from '../../contracts/backend-faults.ts'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { exposedTo, type Workers } from '../../contracts/workers.ts'
import { createBackend } from './durable-object-backend.ts'
import { startObjects } from './durable-object.harness.ts'
import { durableObject } from './durable-object.meta.ts'

describe('one namespace', () => {
  let workers: Workers

  beforeAll(async () => {
    workers = await startObjects()
  })
  afterAll(() => workers.stop())

  describeBackend(
    'the contract',
    async (now) => ({
      backend: workers.backend(now),
      second: () => workers.backend(now, 1),
      close: async () => {},
    }),
    { meta: durableObject, isCorruptible: false, writers: 40 },
  )

  describeFault('the objects fail', () => exposedTo(workers, 'failing'), { stillWorks: [], keepsRecords: true })
  describeFault('the objects do not answer', () => exposedTo(workers, 'silent'), { stillWorks: [], keepsRecords: true })

  it('S-A4 a client that is missing is said by name', () => {
    expect(() => createBackend({})).toThrow('sessions({ client: env.SESSIONS })')
  })

  it('S-B4 deleteAll says that it cannot, and ends nothing', async () => {
    const backend = workers.backend()
    const key = newStorageKey()
    await backend.create(key, newRecord(backend.now()))
    await expect(backend.deleteAll()).rejects.toMatchObject({ name: 'SessionStoreError' })
    expect(await backend.get(key)).not.toBeNull()
  })

  it('S-L14 an alarm removes what has expired, and leaves what was renewed meanwhile', async () => {
    const now = Date.now()
    // By its clock neither has expired: it sees what is stored.
    const late = workers.backend(() => now)
    const backend = workers.backend()
    const [over, renewed] = [newStorageKey(), newStorageKey()]
    await Promise.all([over, renewed].map((key) => backend.create(key, newRecord(now, { expiresAt: now + 1_000 }))))
    await backend.touch(renewed, now, now + MINUTE)
    expect(await late.get(over)).not.toBeNull()
    while ((await late.get(over)) !== null) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(Date.now()).toBeGreaterThanOrEqual(now + 1_000)
    expect(await late.get(renewed)).not.toBeNull()
    expect(await backend.create(over, newRecord(Date.now()))).toBe(true)
  })

  it('S-L13 touch never shortens, and changes no data', async () => {
    const key = newStorageKey()
    const now = Date.now()
    const record = newRecord(now, { expiresAt: now + 2 * MINUTE })
    await workers.backend().create(key, record)
    expect(await workers.backend().touch(key, now + 5, now + MINUTE)).toBe(true)
    expect(await workers.backend().get(key)).toEqual({ ...record, renewedAt: now + 5 })
  })
})

describeSharing('one namespace, in four Workers', () => startObjects(), {
  deletesAll: durableObject.guarantees.deletesAll,
})
