import { inspect } from 'node:util'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFault, endedOnce, type FaultyBackend, recovered } from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { startCuttingProxy } from '../../contracts/cutting-proxy.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { drivers, migration } from './mysql.harness.ts'

describe.each(drivers)('$name', ({ connect }) => {
  describeWith(missingMariadb, 'when MariaDB fails', () => {
    let server: MariadbServer
    const app = (port: number): string => `mysql://app@127.0.0.1:${port}/app`

    beforeAll(async () => {
      server = await startMariadb()
      await server.sql(migration())
      await server.sql(
        "CREATE USER app@'%'; GRANT SELECT, INSERT, UPDATE, DELETE ON app.* TO app@'%'; CREATE TABLE filler (bytes LONGBLOB)",
      )
    })
    afterAll(() => server.stop())

    /** A backend of the server, with what starts and ends a fault of it. */
    const faulty =
      (begin: () => Promise<unknown>, end: () => Promise<unknown>): (() => Promise<FaultyBackend>) =>
      async () => {
        const connected = connect(app(server.port))
        const fault = endedOnce(begin, end)
        return {
          backend: connected.backend(),
          ...fault,
          close: async () => {
            await fault.end()
            await connected.close()
            await server.sql('TRUNCATE sessions')
          },
        }
      }

    describeFault(
      'it is not there, and is started again',
      faulty(
        () => server.kill(),
        () => server.restart(),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it hangs',
      faulty(
        () => server.hang(),
        () => server.resume(),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'the table is not there',
      faulty(
        () => server.sql('RENAME TABLE sessions TO elsewhere'),
        () => server.sql('RENAME TABLE elsewhere TO sessions'),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it takes no writes',
      faulty(
        () => server.sql('SET GLOBAL read_only = ON'),
        () => server.sql('SET GLOBAL read_only = OFF'),
      ),
      { stillWorks: ['get'], keepsRecords: true },
    )

    /** Those who are connected keep what they have: they are sent away. */
    describeFault(
      'it has no connection left for us',
      faulty(
        () => server.sql('ALTER USER app ACCOUNT LOCK; KILL HARD USER app'),
        () => server.sql('ALTER USER app ACCOUNT UNLOCK'),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it is cut in mid-answer',
      async () => {
        const proxy = await startCuttingProxy(server.port)
        const connected = connect(app(proxy.port))
        return {
          backend: connected.backend(),
          begin: async () => proxy.cut(),
          end: async () => proxy.heal(),
          close: async () => {
            await connected.close()
            await proxy.close()
            await server.sql('TRUNCATE sessions')
          },
        }
      },
      { stillWorks: [], keepsRecords: true },
    )

    it('S-B7 what it refuses is the cause of the error, without a word of the session', async () => {
      const connected = connect(server.url)
      await server.sql('ALTER TABLE sessions ADD CONSTRAINT too_late CHECK (version < 5)')
      const record = newRecord(Date.now(), { data: '{"iban":"GB33BUKB20201555555555"}', version: 5 })
      const error: unknown = await connected
        .backend()
        .create(newStorageKey(), record)
        .catch((reason: unknown) => reason)
      await server.sql('ALTER TABLE sessions DROP CONSTRAINT too_late')
      await connected.close()
      expect(error).toBeInstanceOf(SessionStoreError)
      const printed = inspect(error, { depth: null, showHidden: true })
      expect(printed).toContain('too_late')
      expect(printed).not.toContain('GB33')
      expect(printed).not.toContain(Buffer.from('GB33').toString('hex'))
    })

    it('S-B7 a session that is too large for the server is refused, and the pool serves the next', async () => {
      await server.sql('SET GLOBAL max_allowed_packet = 1048576')
      const connected = connect(server.url)
      const backend = connected.backend()
      const record = newRecord(Date.now(), { data: JSON.stringify({ text: 'x'.repeat(2 ** 20) }) })
      await expect(backend.create(newStorageKey(), record)).rejects.toThrow(SessionStoreError)
      await recovered(backend)
      await connected.close()
      await server.sql('SET GLOBAL max_allowed_packet = DEFAULT')
    })

    it('S-B1 a statement that waits for a lock fails in time, and the pool serves the next', async () => {
      const connected = connect(server.url)
      const backend = connected.backend()
      const keys = Array.from({ length: 8 }, newStorageKey)
      await Promise.all(keys.map((key) => backend.create(key, newRecord(backend.now()))))
      const holder = await createConnection(server.url)
      await holder.query('LOCK TABLES sessions WRITE')
      const outcomes = await Promise.all(keys.map((key) => backend.get(key).catch((error: Error) => error.name)))
      expect(outcomes).toEqual(keys.map(() => 'SessionStoreError'))
      await holder.query('UNLOCK TABLES')
      await holder.end()
      await recovered(backend)
      expect((await Promise.all(keys.map((key) => backend.get(key)))).filter((found) => found === null)).toEqual([])
      await connected.close()
    })

    it('S-B7 a statement that loses to a deadlock is done all the same', async () => {
      const connected = connect(server.url)
      const backend = connected.backend()
      const [one, other] = [newStorageKey(), newStorageKey()]
      const records = [newRecord(backend.now()), newRecord(backend.now())]
      await Promise.all([one, other].map((key, index) => backend.create(key, records[index] ?? newRecord(0))))
      const holder = await createConnection(server.url)
      await server.sql('SET GLOBAL innodb_deadlock_detect = ON')
      const before = await deadlocks(server)
      // A transaction that is heavier than a single statement holds the row that comes second, and then asks for the first.
      await holder.query('BEGIN')
      await holder.query('INSERT INTO filler SELECT REPEAT(seq, 10) FROM seq_1_to_1000')
      const [first, second] = [one, other].toSorted((a, b) =>
        Buffer.from(a, 'base64url').compare(Buffer.from(b, 'base64url')),
      )
      await holder.query('DELETE FROM sessions WHERE storage_key = ?', [Buffer.from(second ?? '', 'base64url')])
      const deleting = backend.deleteAll()
      await new Promise((resolve) => setTimeout(resolve, 200))
      await holder.query('UPDATE sessions SET version = 7 WHERE storage_key = ?', [
        Buffer.from(first ?? '', 'base64url'),
      ])
      await holder.query('COMMIT')
      await deleting
      expect(await deadlocks(server)).toBeGreaterThan(before)
      expect(await server.sql('SELECT COUNT(*) AS count FROM sessions')).toEqual([{ count: 0 }])
      await holder.end()
      await connected.close()
    })
  })
})

async function deadlocks(server: MariadbServer): Promise<number> {
  const [row] = await server.sql("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
  return Number(row?.['Value'])
}
