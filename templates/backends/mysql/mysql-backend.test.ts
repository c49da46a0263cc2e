import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { type Connected, drivers, migration } from './mysql.harness.ts'
import { mysql } from './mysql.meta.ts'

describe.each(drivers)('$name', ({ connect }) => {
  describeWith(missingMariadb, 'one server', () => {
    let server: MariadbServer
    let one: Connected
    let other: Connected

    beforeAll(async () => {
      server = await startMariadb()
      await server.sql(migration())
      one = connect(server.url)
      other = connect(server.url)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    })

    const empty = async (): Promise<void> => void (await server.sql('TRUNCATE sessions'))
    const hex = (key: string): string => `X'${Buffer.from(keyOf(key)).toString('hex')}'`

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        corrupt: async (key) =>
          void (await server.sql(
            `REPLACE INTO sessions VALUES (${hex(key)}, X'ff', 1, 0, 0, ${Date.now() + 60 * MINUTE})`,
          )),
        close: empty,
      }),
      { meta: mysql, isCorruptible: true },
    )

    it('S-B5 a storage key is 32 bytes, and the session id is nowhere', async () => {
      const key = newStorageKey()
      await one.backend().create(key, newRecord(Date.now()))
      const rows = await server.sql(
        `SELECT LENGTH(storage_key) AS length FROM sessions WHERE storage_key = ${hex(key)}`,
      )
      expect(rows).toEqual([{ length: 32 }])
    })

    it('S-B4 deleteAll empties this table in batches, and no other', async () => {
      await empty()
      await server.sql('CREATE TABLE shop_sessions AS SELECT 1 AS kept')
      await server.sql("INSERT INTO sessions SELECT MD5(seq), '{}', 1, 0, 0, 9e15 FROM seq_1_to_2500")
      await one.backend().deleteAll()
      expect(await server.sql('SELECT COUNT(*) AS count FROM sessions')).toEqual([{ count: 0 }])
      expect(await server.sql('SELECT kept FROM shop_sessions')).toEqual([{ kept: 1 }])
      await server.sql('DROP TABLE shop_sessions')
    })

    it('S-L13 touch never shortens, and changes no data', async () => {
      const key = newStorageKey()
      const now = Date.now()
      const record = newRecord(now, { expiresAt: now + 2 * MINUTE })
      await one.backend().create(key, record)
      expect(await one.backend().touch(key, now + 5, now + MINUTE)).toBe(true)
      expect(await one.backend().get(key)).toEqual({ ...record, renewedAt: now + 5 })
    })

    it('S-L13 touch finds a record that it leaves as it is, as one that another request has just renewed', async () => {
      const [key, now] = [newStorageKey(), Date.now()]
      await one.backend().create(key, newRecord(now))
      for (const _ of [1, 2]) {
        expect(await one.backend().touch(key, now + 5, now + 2 * MINUTE)).toBe(true)
      }
      expect(await one.backend().touch(newStorageKey(), now + 5, now + 2 * MINUTE)).toBe(false)
    })

    it('S-L14 bad input 101 neither the zone of the server nor that of the connection moves a deadline', async () => {
      const now = Date.now()
      const key = newStorageKey()
      await one.backend().create(key, newRecord(now))
      for (const zone of ['+13:00', '-09:30', '+05:45']) {
        await server.sql(`SET GLOBAL time_zone = '${zone}'`)
        const elsewhere = connect(server.url)
        expect(await elsewhere.backend(() => now + MINUTE - 1).get(key), zone).toEqual(newRecord(now))
        expect(await elsewhere.backend(() => now + MINUTE).get(key), zone).toBeNull()
        await elsewhere.close()
      }
      await server.sql("SET GLOBAL time_zone = 'SYSTEM'")
    })

    it.each(['', 'NO_BACKSLASH_ESCAPES', 'ANSI', 'TRADITIONAL', 'EMPTY_STRING_IS_NULL,PIPES_AS_CONCAT'])(
      'bad input 97 bad input 100 no text of a session or a key is read as SQL, and NUL is kept, with sql_mode %j',
      async (mode) => {
        await server.sql(`SET GLOBAL sql_mode = '${mode}'`)
        const connected = connect(server.url)
        const backend = connected.backend()
        const data = JSON.stringify({ text: `'); DROP TABLE sessions; -- \\' ? "\` \0` })
        await backend.set("' OR 1=1 --", newRecord(backend.now(), { data: `${data}\0` }))
        expect((await backend.get("' OR 1=1 --"))?.data).toBe(`${data}\0`)
        expect(await backend.get("\\'")).toBeNull()
        await connected.close()
        await server.sql('SET GLOBAL sql_mode = DEFAULT')
      },
    )

    it('S-B2 create fails where the key is taken, and takes the place of what has expired', async () => {
      const [key, now] = [newStorageKey(), Date.now()]
      expect(await one.backend().create(key, newRecord(now))).toBe(true)
      expect(await one.backend().create(key, newRecord(now, { data: '{}' }))).toBe(false)
      const later = now + MINUTE
      const outcomes = await Promise.all(
        [one, other, one, other].map((from) => from.backend(() => later).create(key, newRecord(later))),
      )
      expect(outcomes.filter(Boolean)).toHaveLength(1)
      expect(await one.backend(() => later).get(key)).toEqual(newRecord(later))
    })
  })
})
