import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeBackend } from '../../contracts/backend-contract.ts'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { postgres } from './postgres.meta.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { type Connected, drivers, migration, single } from './postgres.harness.ts'

describe.each([...drivers, single])('$name', (driver) => {
  describeWith(missingPostgres, 'one server', () => {
    let server: PostgresServer
    let one: Connected
    let other: Connected

    beforeAll(async () => {
      server = await startPostgres()
      await server.sql(migration())
      one = await driver.connect(server.url)
      other = await driver.connect(server.url)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    })

    const empty = async (): Promise<void> => void (await server.sql('TRUNCATE sessions'))
    const hex = (key: string): string => `'\\x${Buffer.from(keyOf(key)).toString('hex')}'`

    describeBackend(
      'the contract',
      async (now) => ({
        backend: one.backend(now),
        second: () => other.backend(now),
        corrupt: async (key) =>
          void (await server.sql(
            `INSERT INTO sessions VALUES (${hex(key)}, '\\xff', 1, 0, 0, ${Date.now() + 60 * MINUTE}) ON CONFLICT (storage_key) DO UPDATE SET data = EXCLUDED.data`,
          )),
        close: empty,
      }),
      { meta: postgres, isCorruptible: true },
    )

    it('S-B5 a storage key is 32 bytes, and the session id is nowhere', async () => {
      const key = newStorageKey()
      await one.backend().create(key, newRecord(Date.now()))
      expect(await server.sql(`SELECT length(storage_key) FROM sessions WHERE storage_key = ${hex(key)}`)).toEqual([
        { length: 32 },
      ])
    })

    it('S-B4 deleteAll empties this table in batches, and no other', async () => {
      await empty()
      await server.sql('CREATE TABLE shop_sessions AS SELECT 1 AS kept')
      await server.sql(
        `INSERT INTO sessions SELECT decode(md5(i::text), 'hex'), '{}', 1, 0, 0, 9e15 FROM generate_series(1, 2500) AS i`,
      )
      await one.backend().deleteAll()
      expect(await server.sql('SELECT count(*)::int FROM sessions')).toEqual([{ count: 0 }])
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

    it('S-L14 bad input 101 neither the zone of the server nor that of the connection moves a deadline', async () => {
      const now = Date.now()
      const key = newStorageKey()
      await one.backend().create(key, newRecord(now))
      for (const zone of ['Pacific/Kiritimati', 'America/Anchorage', 'Asia/Kathmandu']) {
        await server.sql(`ALTER DATABASE postgres SET timezone = '${zone}'`)
        const elsewhere = await driver.connect(server.url)
        expect(await elsewhere.backend(() => now + MINUTE - 1).get(key), zone).toEqual(newRecord(now))
        expect(await elsewhere.backend(() => now + MINUTE).get(key), zone).toBeNull()
        await elsewhere.close()
      }
      await server.sql('ALTER DATABASE postgres RESET timezone')
    })

    it('bad input 97 bad input 100 no text of a session or a key is read as SQL, and NUL is kept', async () => {
      const backend = one.backend()
      const data = JSON.stringify({ text: `'); DROP TABLE sessions; -- \\' $1 \0` })
      await backend.set("' OR 1=1 --", newRecord(backend.now(), { data: `${data}\0` }))
      expect((await backend.get("' OR 1=1 --"))?.data).toBe(`${data}\0`)
      expect(await backend.get("\\'")).toBeNull()
    })

    it('S-B4 a search path that leads elsewhere does not lead the backend there', async () => {
      await server.sql('CREATE SCHEMA trap; CREATE TABLE trap.sessions (LIKE public.sessions INCLUDING ALL)')
      await server.sql('ALTER DATABASE postgres SET search_path = trap')
      const trapped = await driver.connect(server.url)
      await trapped.backend().create(newStorageKey(), newRecord(Date.now()))
      expect(await server.sql('SELECT count(*)::int FROM trap.sessions')).toEqual([{ count: 0 }])
      await trapped.close()
      await server.sql('ALTER DATABASE postgres RESET search_path')
    })
  })
})
