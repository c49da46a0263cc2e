// The sessions of a user, in SQLite: a column, and an index on it.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersInProcesses } from '../../contracts/backend-users-processes.ts'
import { describeWith } from '../../contracts/services.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { createFile, drivers, migration, type SqliteFile } from './sqlite-files.harness.ts'
import { sqlite } from './sqlite.meta.ts'
import { open, type Opened } from './sqlite-remote.harness.ts'

describe.each(drivers)('$name', (driver) => {
  describeWith(driver.missing, 'one file', () => {
    let file: SqliteFile
    let one: Opened
    let other: Opened
    const old = newStorageKey()

    beforeAll(async () => {
      file = await createFile()
      // A session of the time before `userKey` was in the config.
      const { data, createdAt, expiresAt } = newRecord(Date.now(), { data: '{"userId":"ada"}' })
      const hex = (bytes: Uint8Array): string => `X'${Buffer.from(bytes).toString('hex')}'`
      await file.run(
        `INSERT INTO sessions VALUES (${hex(keyOf(old))}, ${hex(Buffer.from(data))}, 1, ${createdAt}, ${createdAt}, ${expiresAt})`,
      )
      await file.run(migration({}, true).slice(migration().length))
      one = open(driver, file, true)
      other = open(driver, file, true)
    })
    afterAll(async () => {
      await Promise.all([one.close(), other.close()])
      file.remove()
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

    it('S-U1 finds a user by the index', async () => {
      const plan = await file.rows(
        "EXPLAIN QUERY PLAN SELECT data FROM sessions WHERE user_id = X'41' AND expires_at > 5",
      )
      expect(JSON.stringify(plan)).toContain('sessions_user_id')
    })

    describeUsers('the sessions of a user', sqlite, async (now) => ({
      backend: one.backend(now),
      second: () => other.backend(now),
      close: () => file.run('DELETE FROM sessions'),
    }))
  })

  describeWith(driver.missing, 'with several processes', () => {
    describeUsersInProcesses(
      'one file',
      join(import.meta.dirname, 'sqlite-users-worker.harness.ts'),
      async () => {
        const file = await createFile(true)
        return { place: JSON.stringify(file.placeFor(driver.client)), close: async () => file.remove() }
      },
      driver.program ?? process.execPath,
    )
  })
})
