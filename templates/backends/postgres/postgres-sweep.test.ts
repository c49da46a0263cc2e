import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Client } from 'pg'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { type Connected, drivers, migration } from './postgres.harness.ts'
import { STATEMENTS } from './postgres-statements.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingPostgres, 'what has expired', () => {
    let server: PostgresServer
    let connected: Connected
    beforeAll(async () => {
      server = await startPostgres()
      await server.sql(migration())
      connected = await driver.connect(server.url)
    })
    afterAll(async () => {
      await connected.close()
      await server.stop()
    })

    const expire = async (count: number): Promise<void> =>
      void (await server.sql(
        `TRUNCATE sessions; INSERT INTO sessions SELECT decode(md5(i::text), 'hex'), '{}', 1, 0, 0, i FROM generate_series(1, ${count}) AS i`,
      ))
    const count = async (): Promise<unknown> => (await server.sql('SELECT count(*)::int FROM sessions'))[0]?.['count']

    it('S-B4 goes in batches, up to the limit', async () => {
      await expire(2_500)
      expect(await connected.backend().deleteExpired(2_001)).toBe(2_001)
      expect(await connected.backend().deleteExpired(Infinity)).toBe(499)
    })

    it('S-B4 of several that delete at once none waits, and each row counts once', async () => {
      await expire(1_000)
      const deleted = await Promise.all(Array.from({ length: 4 }, () => connected.backend().deleteExpired(400)))
      expect(deleted.reduce((one, other) => one + other, 0)).toBeLessThanOrEqual(1_000)
      await connected.backend().deleteExpired(Infinity)
      expect(await count()).toBe(0)
    })

    it('S-B4 the sweep is done by one at a time: where another has the lock, nothing is deleted', async () => {
      await expire(10)
      const [one, other] = [new Client({ connectionString: server.url }), new Client({ connectionString: server.url })]
      await Promise.all([one.connect(), other.connect()])
      await one.query('BEGIN')
      expect((await one.query(STATEMENTS.sweep, [Date.now(), 4])).rowCount).toBe(4)
      expect((await other.query(STATEMENTS.sweep, [Date.now(), 4])).rowCount).toBe(0)
      await one.query('COMMIT')
      expect((await other.query(STATEMENTS.sweep, [Date.now(), 4])).rowCount).toBe(4)
      await Promise.all([one.end(), other.end()])
    })

    it('S-B4 a timer sweeps from the first session on, until it is stopped', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      try {
        await expire(3)
        const backend = connected.backend()
        await backend.create(newStorageKey(), newRecord(Date.now()))
        vi.advanceTimersByTime(MINUTE)
        await vi.waitUntil(async () => (await count()) === 1)
        backend.stopSweeping()
        expect(vi.getTimerCount()).toBe(0)
      } finally {
        vi.useRealTimers()
      }
    })
  })
})
