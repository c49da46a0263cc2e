// The sessions of a user, in MariaDB: a column, and an index on its beginning.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersInProcesses } from '../../contracts/backend-users-processes.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { type Connected, drivers, migration } from './mysql.harness.ts'
import { mysql } from './mysql.meta.ts'

describe.each(drivers)('$name', ({ name, connect }) => {
  describeWith(missingMariadb, 'one server', () => {
    let server: MariadbServer
    let one: Connected
    let other: Connected
    const old = newStorageKey()

    beforeAll(async () => {
      server = await startMariadb()
      await server.sql(migration())
      // A session of the time before `userKey` was in the config.
      const { data, createdAt, expiresAt } = newRecord(Date.now(), { data: '{"userId":"ada"}' })
      const hex = (bytes: Uint8Array): string => `X'${Buffer.from(bytes).toString('hex')}'`
      await server.sql(
        `INSERT INTO sessions VALUES (${hex(keyOf(old))}, ${hex(Buffer.from(data))}, 1, ${createdAt}, ${createdAt}, ${expiresAt})`,
      )
      await server.sql(migration({}, true).slice(migration().length))
      one = connect(server.url)
      other = connect(server.url)
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
      await server.sql("INSERT INTO sessions SELECT MD5(seq), '{}', 1, 0, 0, 9e15, seq FROM seq_1_to_5000")
      await server.sql('ANALYZE TABLE sessions')
      const [plan] = await server.sql("EXPLAIN SELECT data FROM sessions WHERE user_id = X'3432' AND expires_at > 5")
      expect(plan).toMatchObject({ key: 'sessions_user_id' })
      await server.sql('TRUNCATE sessions')
    })

    describeUsers('the sessions of a user', mysql, async (now) => ({
      backend: one.backend(now),
      second: () => other.backend(now),
      close: async () => void (await server.sql('TRUNCATE sessions')),
    }))
  })

  describeWith(missingMariadb, 'with several processes', () => {
    describeUsersInProcesses('one server', join(import.meta.dirname, 'mysql-users-worker.harness.ts'), async () => {
      const server = await startMariadb()
      await server.sql(migration({}, true))
      return { place: JSON.stringify({ name, url: server.url }), close: () => server.stop() }
    })
  })
})
