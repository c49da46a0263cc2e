import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFault, endedOnce } from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { exposedTo } from '../../contracts/workers.ts'
import { type D1Workers, startD1 } from './cloudflare-d1.harness.ts'

describe('when D1 fails', () => {
  let workers: D1Workers

  beforeAll(async () => {
    workers = await startD1()
  })
  afterAll(() => workers.stop())

  const traits = { stillWorks: [], keepsRecords: true }

  describeFault('its binding throws', () => exposedTo(workers, 'failing'), traits)
  describeFault('it does not answer', () => exposedTo(workers, 'silent'), traits)
  describeFault(
    'the table is not there',
    async () => {
      const fault = endedOnce(
        () => workers.run('ALTER TABLE sessions RENAME TO elsewhere'),
        () => workers.run('ALTER TABLE elsewhere RENAME TO sessions'),
      )
      return { backend: workers.sweeping(), ...fault, close: () => fault.end() }
    },
    traits,
  )

  it('S-B7 what it refuses is the cause of the error, without a word of the session; nothing else of the batch is done', async () => {
    const backend = workers.sweeping()
    const expired = newStorageKey()
    await backend.set(expired, newRecord(0))
    await workers.run(
      "CREATE TRIGGER no_more BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'no more sessions'); END",
    )
    const record = newRecord(Date.now(), { data: '{"iban":"GB33BUKB20201555555555"}' })
    const error: unknown = await backend.create(newStorageKey(), record).catch((reason: unknown) => reason)
    await workers.run('DROP TRIGGER no_more')
    expect(error).toMatchObject({ name: 'SessionStoreError' })
    expect(String(error)).toContain('no more sessions')
    expect(String(error)).not.toContain('GB33')
    expect(await backend.deleteExpired(10)).toBe(1)
  })
})
