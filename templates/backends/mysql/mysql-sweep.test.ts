import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MINUTE, newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { type Connected, drivers, migration } from './mysql.harness.ts'

describe.each(drivers)('$name', ({ connect }) => {
  describeWith(missingMariadb, 'what has expired', () => {
    let server: MariadbServer
    let connected: Connected
    beforeAll(async () => {
      server = await startMariadb()
      await server.sql(migration())
      connected = connect(server.url)
    })
    afterAll(async () => {
      await connected.close()
      await server.stop()
    })

    const expire = async (count: number): Promise<void> =>
      void (await server.sql(
        `TRUNCATE sessions; INSERT INTO sessions SELECT MD5(seq), '{}', 1, 0, 0, seq FROM seq_1_to_${count}`,
      ))
    const count = async (): Promise<unknown> =>
      (await server.sql('SELECT COUNT(*) AS count FROM sessions'))[0]?.['count']

    it('S-B4 goes in batches, up to the limit', async () => {
      await expire(2_500)
      expect(await connected.backend().deleteExpired(2_001)).toBe(2_001)
      expect(await connected.backend().deleteExpired(Infinity)).toBe(499)
    })

    it('S-B4 of several that delete at once each row counts once', async () => {
      await expire(1_000)
      const deleted = await Promise.all(Array.from({ length: 4 }, () => connected.backend().deleteExpired(400)))
      expect(deleted.reduce((one, other) => one + other, 0)).toBe(1_000)
      expect(await count()).toBe(0)
    })

    it('S-B4 what is live is left, and sessions are written while others are swept', async () => {
      await expire(5_000)
      const backend = connected.backend()
      const keys = Array.from({ length: 100 }, newStorageKey)
      const [swept] = await Promise.all([
        backend.deleteExpired(Infinity),
        ...keys.map((key) => backend.create(key, newRecord(Date.now()))),
      ])
      expect(swept).toBe(5_000)
      expect(await count()).toBe(keys.length)
    })

    it('S-B4 uses the index, so that a sweep does not look at what is live', async () => {
      await expire(5_000)
      await server.sql('UPDATE sessions SET expires_at = 9e15 WHERE expires_at > 10; ANALYZE TABLE sessions')
      const [plan] = await server.sql(
        'EXPLAIN DELETE FROM sessions WHERE expires_at <= 100 ORDER BY expires_at LIMIT 1000',
      )
      expect(plan).toMatchObject({ key: 'sessions_expires_at' })
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
