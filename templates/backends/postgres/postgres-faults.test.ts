import { inspect } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeFault, endedOnce, type FaultyBackend, recovered } from '../../contracts/backend-faults.ts'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { startCuttingProxy } from '../../contracts/cutting-proxy.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { SessionStoreError } from '../../runtime/session-errors.ts'
import { drivers, migration } from './postgres.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingPostgres, 'when PostgreSQL fails', () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await startPostgres()
      await server.sql(migration())
      await server.sql('CREATE ROLE app LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO app')
    })
    afterAll(() => server.stop())

    /** A backend of the server, with what starts and ends a fault of it. */
    const faulty =
      (begin: () => Promise<unknown>, end: () => Promise<unknown>): (() => Promise<FaultyBackend>) =>
      async () => {
        const connected = await driver.connect(server.url.replace('postgres@', 'app@'))
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

    /** Those who are connected keep what they have: they are sent away, and gone when this settles. */
    const setting = (text: string): Promise<unknown> =>
      server.sql(
        `${text}; SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      )

    describeFault(
      'the table is not there',
      faulty(
        () => server.sql('ALTER TABLE sessions RENAME TO elsewhere'),
        () => server.sql('ALTER TABLE elsewhere RENAME TO sessions'),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it takes no writes',
      faulty(
        () => setting('ALTER ROLE app SET default_transaction_read_only = on'),
        () => setting('ALTER ROLE app RESET default_transaction_read_only'),
      ),
      { stillWorks: ['get'], keepsRecords: true },
    )

    describeFault(
      'it has no connection left for us',
      faulty(
        () => setting('ALTER ROLE app CONNECTION LIMIT 0'),
        () => setting('ALTER ROLE app CONNECTION LIMIT -1'),
      ),
      { stillWorks: [], keepsRecords: true },
    )

    describeFault(
      'it is cut in mid-answer',
      async () => {
        const proxy = await startCuttingProxy(server.port)
        const connected = await driver.connect(`postgres://app@127.0.0.1:${proxy.port}/postgres`)
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
      const connected = await driver.connect(server.url)
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
      expect(printed).toContain('23514')
      expect(printed).not.toContain('GB33')
      expect(printed).not.toContain(Buffer.from('GB33').toString('hex'))
    })

    it('S-B1 a statement that waits for a lock fails in time, and the pool serves the next', async () => {
      const connected = await driver.connect(server.url)
      const backend = connected.backend()
      const keys = Array.from({ length: 8 }, newStorageKey)
      await Promise.all(keys.map((key) => backend.create(key, newRecord(backend.now()))))
      const holder = new Client({ connectionString: server.url })
      await holder.connect()
      await holder.query('BEGIN; LOCK TABLE sessions')
      const outcomes = await Promise.all(keys.map((key) => backend.get(key).catch((error: Error) => error.name)))
      expect(outcomes).toEqual(keys.map(() => 'SessionStoreError'))
      await holder.query('ROLLBACK')
      await holder.end()
      await recovered(backend)
      expect((await Promise.all(keys.map((key) => backend.get(key)))).filter((found) => found === null)).toEqual([])
      await connected.close()
    })
  })
})
