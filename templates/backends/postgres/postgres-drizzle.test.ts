// The table as drizzle-kit makes it, and the connections that Drizzle has.
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres'
import { drizzle as drizzlePostgresJs } from 'drizzle-orm/postgres-js'
import { Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { generate } from '../../contracts/drizzle-kit.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend as createPgBackend } from './pg-backend.ts'
import { createBackend as createPostgresJsBackend } from './postgres-js-backend.ts'
import { migration } from './postgres.harness.ts'
import { postgres as meta } from './postgres.meta.ts'

describeWith(missingPostgres, 'Drizzle on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
    await server.sql('CREATE SCHEMA shop')
  })
  afterAll(() => server.stop())

  const described = (schema: string): Promise<readonly object[]> =>
    server.sql(`SELECT column_name::text AS name, data_type::text AS text, is_nullable::text AS more
  FROM information_schema.columns WHERE table_schema = '${schema}'
UNION ALL SELECT indexname, indexdef, '' FROM pg_indexes WHERE schemaname = '${schema}'
ORDER BY 1`)

  it.each([
    ['public', 'sessions'],
    ['shop', 'Order'],
  ])('drizzle-kit makes of %s.%s what the SQL makes of it, and finds nothing to change then', async (schema, table) => {
    const { migrations, again } = await generate('postgresql', meta, { schema, table })
    for (const text of migrations) {
      await server.sql(text)
    }
    const byDrizzle = await described(schema)
    await server.sql(`DROP TABLE "${schema}"."${table}"`)
    await server.sql(migration({ schema, table }, true))
    expect(migrations).toHaveLength(2)
    expect(byDrizzle).toEqual(await described(schema))
    expect(byDrizzle).toHaveLength(10)
    expect(again).toContain('No schema changes')
  })

  it('S-B2 sessions are kept through the connection of a Drizzle, by either driver', async () => {
    const client = new Pool({ connectionString: server.url })
    const sql = postgres(server.url, { fetch_types: false })
    const backends = [
      createPgBackend({ client: drizzlePg(client).$client }),
      createPostgresJsBackend({ client: drizzlePostgresJs(sql).$client }),
    ]
    for (const backend of backends) {
      const [key, record] = [newStorageKey(), newRecord(Date.now())]
      expect(await backend.create(key, record)).toBe(true)
      expect(await backend.update(key, { ...record, version: 2 }, 1)).toBe(true)
      expect(await backend.get(key)).toEqual({ ...record, version: 2 })
      backend.stopSweeping()
    }
    await client.end()
    await sql.end()
  })
})
