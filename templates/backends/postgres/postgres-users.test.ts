// The sessions of a user, in PostgreSQL: a column, and an index on its hash.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersInProcesses } from '../../contracts/backend-users-processes.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { type Connected, drivers, migration } from './postgres.harness.ts'
import { postgres } from './postgres.meta.ts'
import { keyOf } from '../../runtime/sql-record.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(missingPostgres, 'one server', () => {
    let server: PostgresServer
    let one: Connected
    let other: Connected
    const old = newStorageKey()

    beforeAll(async () => {
      server = await startPostgres()
      await server.sql(migration())
      // A session of the time before `userKey` was in the config.
      const { data, createdAt, expiresAt } = newRecord(Date.now(), { data: '{"userId":"ada"}' })
      const hex = (bytes: Uint8Array): string => `'\\x${Buffer.from(bytes).toString('hex')}'`
      await server.sql(
        `INSERT INTO sessions VALUES (${hex(keyOf(old))}, ${hex(Buffer.from(data))}, 1, ${createdAt}, ${createdAt}, ${expiresAt})`,
      )
      await server.sql(migration({}, true).slice(migration().length))
      one = await driver.connect(server.url)
      other = await driver.connect(server.url)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    })

    it('S-U6 a session from before the migration lives, and is listed from its next write on', async () => {
      const backend = one.backend()
      const stored = await backend.get(old)
      expect(stored).toMatchObject({ data: '{"userId":"ada"}', userId: null })
      expect(await backend.listForUser('ada')).toEqual([])
      const next = { ...newRecord(Date.now()), data: '{"userId":"ada"}', userId: 'ada', version: 2 }
      expect(await backend.update(old, next, 1)).toBe(true)
      expect(await backend.listForUser('ada')).toHaveLength(1)
      await backend.deleteAll()
    })

    it('S-U1 finds a user by the index, whatever else is in the table', async () => {
      await server.sql(
        `INSERT INTO sessions SELECT sha256(i::text::bytea), '{}', 1, 0, 0, 9e15, i::text::bytea FROM generate_series(1, 5000) AS i`,
      )
      await server.sql('ANALYZE sessions')
      const plan = await server.sql(`EXPLAIN SELECT data FROM sessions WHERE sha256(user_id) = sha256('42'::bytea)`)
      expect(JSON.stringify(plan)).toContain('sessions_user_id')
      await server.sql('TRUNCATE sessions')
    })

    describeUsers('the sessions of a user', postgres, async (now) => ({
      backend: one.backend(now),
      second: () => other.backend(now),
      close: async () => void (await server.sql('TRUNCATE sessions')),
    }))
  })

  describeWith(missingPostgres, 'with several processes', () => {
    describeUsersInProcesses('one server', join(import.meta.dirname, 'postgres-users-worker.harness.ts'), async () => {
      const server = await startPostgres()
      await server.sql(migration({}, true))
      return { place: JSON.stringify({ name: driver.name, url: server.url }), close: () => server.stop() }
    })
  })
})
