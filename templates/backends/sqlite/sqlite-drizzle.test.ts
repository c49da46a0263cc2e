// The table as drizzle-kit makes it, and the connection that Drizzle has.
import { join } from 'node:path'
import { createClient } from '@libsql/client'
import { drizzle } from 'drizzle-orm/libsql'
import { afterAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { generate } from '../../contracts/drizzle-kit.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import { createBackend } from './libsql-backend.ts'
import { sqlite as meta } from './sqlite.meta.ts'

const folder = temporaryFolder('sqlite-drizzle')
afterAll(() => folder.remove())

it('drizzle-kit makes the table, finds nothing to change then, and sessions are kept through the connection', async () => {
  const { migrations, again } = await generate('sqlite', meta)
  expect(migrations).toHaveLength(2)
  expect(again).toContain('No schema changes')
  const { $client: client } = drizzle(createClient({ url: `file:${join(folder.path, 'app.db')}` }))
  for (const text of migrations) {
    await client.executeMultiple(text)
  }
  const { rows: columns } = await client.execute('PRAGMA table_info(sessions)')
  expect(columns.map(({ name, type, notnull }) => `${String(name)} ${String(type)} ${String(notnull)}`)).toEqual([
    'storage_key BLOB 1',
    'data BLOB 1',
    'version INTEGER 1',
    'created_at INTEGER 1',
    'renewed_at INTEGER 1',
    'expires_at INTEGER 1',
    'user_id BLOB 0',
  ])
  const plan = await client.execute("EXPLAIN QUERY PLAN SELECT data FROM sessions WHERE user_id = X'41'")
  expect(JSON.stringify(plan.rows)).toContain('sessions_user_id')
  const backend = createBackend({ client })
  const [key, record] = [newStorageKey(), newRecord(Date.now())]
  expect(await backend.create(key, record)).toBe(true)
  expect(await backend.create(key, record)).toBe(false)
  expect(await backend.get(key)).toEqual(record)
  expect(await backend.deleteExpired(10)).toBe(0)
  backend.stopSweeping()
  client.close()
})
