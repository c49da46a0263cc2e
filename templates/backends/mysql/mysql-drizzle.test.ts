// The table as drizzle-kit makes it, and the connections that Drizzle has.
import { drizzle } from 'drizzle-orm/mysql2'
import { createPool } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { generate } from '../../contracts/drizzle-kit.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend } from './mysql-backend.ts'
import { migration } from './mysql.harness.ts'
import { mysql as meta } from './mysql.meta.ts'

describeWith(missingMariadb, 'Drizzle on MariaDB', () => {
  let server: MariadbServer
  beforeAll(async () => {
    server = await startMariadb()
  })
  afterAll(() => server.stop())

  const described = async (): Promise<unknown> => (await server.sql('SHOW CREATE TABLE `order`'))[0]?.['Create Table']

  it('drizzle-kit makes of a table what the SQL makes of it, and finds nothing to change then', async () => {
    const { migrations, again } = await generate('mysql', meta, { table: 'order' })
    for (const text of migrations) {
      await server.sql(text)
    }
    const byDrizzle = await described()
    await server.sql('DROP TABLE `order`')
    await server.sql(migration({ table: 'order' }, true))
    expect(migrations).toHaveLength(2)
    expect(byDrizzle).toEqual(await described())
    expect(byDrizzle).toContain('user_id')
    expect(again).toContain('No schema changes')
  })

  it('S-B2 sessions are kept through the connection of a Drizzle, whoever made the pool', async () => {
    await server.sql(migration())
    const given = drizzle(createPool(server.url)).$client
    const made = drizzle(server.url).$client
    for (const client of [given, made.promise()]) {
      const backend = createBackend({ client })
      const [key, record] = [newStorageKey(), newRecord(Date.now())]
      expect(await backend.create(key, record)).toBe(true)
      expect(await backend.create(key, record)).toBe(false)
      expect(await backend.get(key)).toEqual(record)
      backend.stopSweeping()
      await client.end()
    }
  })
})
