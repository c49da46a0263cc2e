import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { createBackend } from './cloudflare-d1-backend.ts'
import { type D1Workers, startD1 } from './cloudflare-d1.harness.ts'
import { cloudflareD1 } from './cloudflare-d1.meta.ts'

describe('one database', () => {
  let workers: D1Workers

  beforeAll(async () => {
    workers = await startD1()
  })
  afterAll(() => workers.stop())

  const empty = (): Promise<void> => workers.run('DELETE FROM sessions')
  const hex = (key: string): string => `X'${Buffer.from(keyOf(key)).toString('hex')}'`

  describeBackend(
    'the contract',
    async (now) => ({
      backend: workers.sweeping(now),
      second: () => workers.sweeping(now, 1),
      corrupt: (key) =>
        workers.run(
          `INSERT OR REPLACE INTO sessions VALUES (${hex(key)}, X'ff', 1, 0, 0, ${Date.now() + 60 * MINUTE})`,
        ),
      close: empty,
    }),
    { meta: cloudflareD1, isCorruptible: true, writers: 40 },
  )

  it('S-A4 a client that is missing is said by name', () => {
    expect(() => createBackend({})).toThrow('sessions({ client: env.DB })')
  })

  it('S-B5 a storage key is 32 bytes, and times are whole numbers', async () => {
    const key = newStorageKey()
    await workers.sweeping().create(key, newRecord(Date.now()))
    const rows = await workers.rows(
      `SELECT length(storage_key) AS bytes, typeof(storage_key) AS type, typeof(data) AS data, typeof(expires_at) AS time FROM sessions WHERE storage_key = ${hex(key)}`,
    )
    expect(rows).toEqual([{ bytes: 32, type: 'blob', data: 'blob', time: 'integer' }])
  })

  it('S-B4 deleteAll empties this table in batches, and no other', async () => {
    await empty()
    await workers.run('CREATE TABLE shop_sessions AS SELECT 1 AS kept')
    await workers.run(inserted(2_500, '9e15'))
    await workers.sweeping().deleteAll()
    expect(await workers.rows('SELECT count(*) AS count FROM sessions')).toEqual([{ count: 0 }])
    expect(await workers.rows('SELECT kept FROM shop_sessions')).toEqual([{ kept: 1 }])
    await workers.run('DROP TABLE shop_sessions')
  })

  it('S-B4 each session that begins takes ten with it that have expired, and none that lives', async () => {
    await empty()
    const backend = workers.sweeping()
    const living = newStorageKey()
    await backend.create(living, newRecord(backend.now()))
    await workers.run(inserted(25, 'i'))
    const counts: unknown[] = []
    for (let round = 0; round < 4; round += 1) {
      expect(await backend.create(newStorageKey(), newRecord(backend.now()))).toBe(true)
      counts.push(...(await workers.rows('SELECT count(*) AS expired FROM sessions WHERE expires_at < 1000')))
    }
    expect(counts).toEqual([15, 5, 0, 0].map((expired) => ({ expired })))
    expect(await backend.get(living)).not.toBeNull()
  })

  it('S-B4 what has expired goes in batches, up to the limit', async () => {
    await empty()
    await workers.run(inserted(2_500, 'i'))
    expect(await workers.sweeping().deleteExpired(2_001)).toBe(2_001)
    expect(await workers.sweeping().deleteExpired(Infinity)).toBe(499)
  })

  it('S-B4 of several that delete at once each row counts once', async () => {
    await workers.run(inserted(1_000, 'i'))
    const deleted = await Promise.all(Array.from({ length: 4 }, () => workers.sweeping().deleteExpired(400)))
    expect(deleted.reduce((sum, count) => sum + count, 0)).toBe(1_000)
  })

  it('S-B4 what has expired is looked for by the index', async () => {
    const plan = await workers.rows(
      'EXPLAIN QUERY PLAN SELECT storage_key FROM sessions WHERE expires_at <= 5 ORDER BY expires_at',
    )
    expect(JSON.stringify(plan)).toContain('sessions_expires_at')
  })

  it('S-L13 touch never shortens, and changes no data', async () => {
    const key = newStorageKey()
    const now = Date.now()
    const record = newRecord(now, { expiresAt: now + 2 * MINUTE })
    await workers.sweeping().create(key, record)
    expect(await workers.sweeping().touch(key, now + 5, now + MINUTE)).toBe(true)
    expect(await workers.sweeping().get(key)).toEqual({ ...record, renewedAt: now + 5 })
  })

  it('bad input 97 bad input 100 no text of a session or a key is read as SQL, and NUL is kept', async () => {
    const backend = workers.sweeping()
    const data = JSON.stringify({ text: `'); DROP TABLE sessions; -- \\' ? "\` \0` })
    await backend.set("' OR 1=1 --", newRecord(backend.now(), { data: `${data}\0` }))
    expect((await backend.get("' OR 1=1 --"))?.data).toBe(`${data}\0`)
    expect(await backend.get("\\'")).toBeNull()
  })
})

function inserted(count: number, expiresAt: string): string {
  return `WITH RECURSIVE rows (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM rows WHERE i < ${count})
INSERT INTO sessions SELECT CAST(i AS BLOB), X'7b7d', 1, 0, 0, ${expiresAt} FROM rows`
}
