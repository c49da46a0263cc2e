import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeWith } from '../../contracts/services.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { createFile, drivers, type SqliteFile } from './sqlite-files.harness.ts'
import { sqlite } from './sqlite.meta.ts'
import { open, type Opened } from './sqlite-remote.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(driver.missing, 'one file', () => {
    let file: SqliteFile
    let one: Opened
    let other: Opened

    beforeAll(async () => {
      file = await createFile()
      one = open(driver, file)
      other = open(driver, file)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      file.remove()
    })

    const empty = (): Promise<void> => file.run('DELETE FROM sessions')
    const hex = (key: string): string => `X'${Buffer.from(keyOf(key)).toString('hex')}'`

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        corrupt: (key) =>
          file.run(`INSERT OR REPLACE INTO sessions VALUES (${hex(key)}, X'ff', 1, 0, 0, ${Date.now() + 60 * MINUTE})`),
        close: empty,
      }),
      { meta: sqlite, isCorruptible: true },
    )

    it('S-B5 a storage key is 32 bytes, and the session id is nowhere', async () => {
      const key = newStorageKey()
      await one.backend().create(key, newRecord(Date.now()))
      const rows = await file.rows(
        `SELECT length(storage_key) AS bytes, typeof(storage_key) AS type, typeof(expires_at) AS time FROM sessions WHERE storage_key = ${hex(key)}`,
      )
      expect(rows).toMatchObject([{ bytes: 32, type: 'blob', time: 'integer' }])
    })

    it('S-B4 deleteAll empties this table in batches, and no other', async () => {
      await empty()
      await file.run('CREATE TABLE shop_sessions AS SELECT 1 AS kept')
      await file.run(inserted(2_500, '9e15'))
      await one.backend().deleteAll()
      expect(await file.rows('SELECT count(*) AS count FROM sessions')).toMatchObject([{ count: 0 }])
      expect(await file.rows('SELECT kept FROM shop_sessions')).toMatchObject([{ kept: 1 }])
      await file.run('DROP TABLE shop_sessions')
    })

    it('S-L13 touch never shortens, and changes no data', async () => {
      const key = newStorageKey()
      const now = Date.now()
      const record = newRecord(now, { expiresAt: now + 2 * MINUTE })
      await one.backend().create(key, record)
      expect(await one.backend().touch(key, now + 5, now + MINUTE)).toBe(true)
      expect(await one.backend().get(key)).toEqual({ ...record, renewedAt: now + 5 })
    })

    it('bad input 97 bad input 100 no text of a session or a key is read as SQL, and NUL is kept', async () => {
      const backend = one.backend()
      const data = JSON.stringify({ text: `'); DROP TABLE sessions; -- \\' ? "\` \0` })
      await backend.set("' OR 1=1 --", newRecord(backend.now(), { data: `${data}\0` }))
      expect((await backend.get("' OR 1=1 --"))?.data).toBe(`${data}\0`)
      expect(await backend.get("\\'")).toBeNull()
    })

    it('S-B4 what has expired goes in batches, up to the limit', async () => {
      await empty()
      await file.run(inserted(2_500, 'i'))
      expect(await one.backend().deleteExpired(2_001)).toBe(2_001)
      expect(await one.backend().deleteExpired(Infinity)).toBe(499)
    })

    it('S-B4 of several that delete at once each row counts once', async () => {
      await file.run(inserted(1_000, 'i'))
      const deleted = await Promise.all([one, other, one, other].map((from) => from.backend().deleteExpired(400)))
      expect(deleted.reduce((sum, count) => sum + count, 0)).toBe(1_000)
    })

    it('S-B4 a sweep looks for what has expired by the index', async () => {
      const plan = await file.rows(
        'EXPLAIN QUERY PLAN SELECT storage_key FROM sessions WHERE expires_at <= 5 ORDER BY expires_at',
      )
      expect(JSON.stringify(plan)).toContain('sessions_expires_at')
    })
  })
})

function inserted(count: number, expiresAt: string): string {
  return `WITH RECURSIVE rows (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM rows WHERE i < ${count})
INSERT INTO sessions SELECT CAST(i AS BLOB), X'7b7d', 1, 0, 0, ${expiresAt} FROM rows`
}
