// The sessions of a user, in D1: a column, and an index on it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { describeUsers } from '../../contracts/backend-users.ts'
import { describeUsersOfSharers } from '../../contracts/backend-users-processes.ts'
import { keyOf } from '../../runtime/sql-record.ts'
import { type D1Workers, migration, startD1 } from './cloudflare-d1.harness.ts'
import { cloudflareD1 } from './cloudflare-d1.meta.ts'

describe('one database', () => {
  let workers: D1Workers
  const old = newStorageKey()

  beforeAll(async () => {
    // A session of the time before `userKey` was in the config.
    const { data, createdAt, expiresAt } = newRecord(Date.now(), { data: '{"userId":"ada"}' })
    const hex = (bytes: Uint8Array): string => `X'${Buffer.from(bytes).toString('hex')}'`
    workers = await startD1(
      true,
      `${migration()}
INSERT INTO sessions VALUES (${hex(keyOf(old))}, ${hex(Buffer.from(data))}, 1, ${createdAt}, ${createdAt}, ${expiresAt});
${migration({}, true).slice(migration().length)}`,
    )
  })
  afterAll(() => workers.stop())

  it('S-U6 a session from before the migration lives, and is listed from its next write on', async () => {
    const backend = workers.sweeping()
    expect(await backend.get(old)).toMatchObject({ data: '{"userId":"ada"}', userId: null })
    expect(await backend.listForUser('ada')).toEqual([])
    const next = { ...newRecord(Date.now()), data: '{"userId":"ada"}', userId: 'ada', version: 2 }
    expect(await backend.update(old, next, 1)).toBe(true)
    expect(await backend.listForUser('ada')).toHaveLength(1)
    await backend.deleteAll()
  })

  it('S-U1 finds a user by the index', async () => {
    const plan = await workers.rows(
      "EXPLAIN QUERY PLAN SELECT data FROM sessions WHERE user_id = X'41' AND expires_at > 5",
    )
    expect(JSON.stringify(plan)).toContain('sessions_user_id')
  })

  describeUsers('the sessions of a user', cloudflareD1, async (now) => ({
    backend: workers.sweeping(now),
    second: () => workers.sweeping(now, 1),
    close: () => workers.run('DELETE FROM sessions'),
  }))
})

describeUsersOfSharers('one database, in four Workers', () => startD1(true))
