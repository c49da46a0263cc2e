// What only Kysely does: its Migrator, its plugins, and transactions of the application beside the sessions.
import { CamelCasePlugin, Kysely, type KyselyPlugin, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { migrate } from '../../contracts/kysely-migrations.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../../contracts/postgres-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend } from './kysely-backend.ts'
import { migration } from './postgres.harness.ts'
import { postgres as meta } from './postgres.meta.ts'

interface Tables {
  readonly person: { readonly firstName: string }
}

describeWith(missingPostgres, 'Kysely on PostgreSQL', () => {
  let server: PostgresServer
  let db: Kysely<Tables>
  beforeAll(async () => {
    server = await startPostgres()
    const pool = new Pool({ connectionString: server.url, max: 2 })
    db = new Kysely({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })
    await server.sql('CREATE TABLE person (first_name text)')
  })
  afterAll(async () => {
    await db.destroy()
    await server.stop()
  })

  /** Columns, indexes and constraints of a table, as the server describes them. */
  const described = (table: string): Promise<readonly object[]> =>
    server.sql(`SELECT column_name::text AS name, data_type::text AS text, is_nullable::text AS more
  FROM information_schema.columns WHERE table_name = '${table}'
UNION ALL SELECT indexname, indexdef, '' FROM pg_indexes WHERE tablename = '${table}'
ORDER BY 1`)

  it.each(['sessions', 'ShopSessions', 'order'])('its Migrator makes of %s what the SQL makes of it', async (table) => {
    const ran = await migrate(db, meta, { table, hasUsers: true })
    const byKysely = await described(table)
    const back = await migrate(db, meta, { table, hasUsers: true, isDown: true })
    expect(await described(table)).toEqual([])
    await server.sql(migration({ table }, true))
    expect(byKysely).toEqual(await described(table))
    expect(byKysely).toHaveLength(10)
    await server.sql(`DROP TABLE "${table}"`)
    const steps = [`0001_create_${table}`, `0002_add_user_id_to_${table}`]
    expect(ran.map(({ migrationName }) => migrationName)).toEqual(steps)
    expect(back.map(({ migrationName }) => migrationName)).toEqual(steps.toReversed())
  })

  it('a transaction of the application that is taken back takes no session with it', async () => {
    await migrate(db, meta)
    const backend = createBackend({ client: db })
    const [key, record] = [newStorageKey(), newRecord(Date.now())]
    const outcome = await db
      .transaction()
      .execute(async (transaction) => {
        await transaction.insertInto('person').values({ firstName: 'Ada' }).execute()
        expect(await backend.create(key, record)).toBe(true)
        throw new Error('taken back')
      })
      .catch((error: Error) => error.message)
    expect(outcome).toBe('taken back')
    expect(await db.selectFrom('person').select('firstName').execute()).toEqual([])
    expect(await backend.get(key)).toEqual(record)
    backend.stopSweeping()
    await migrate(db, meta, { isDown: true })
  })

  it('S-B1 no plugin has a say in what is found', async () => {
    await migrate(db, meta)
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => ({ ...result, rows: [], numAffectedRows: 7n }),
    }
    const backend = createBackend({ client: db.withPlugin(plugin) })
    const [key, record] = [newStorageKey(), newRecord(Date.now())]
    expect(await backend.create(key, record)).toBe(true)
    expect(await backend.get(key)).toEqual(record)
    backend.stopSweeping()
    await migrate(db, meta, { isDown: true })
  })

  it('S-B1 what got no connection in time is not sent later', async () => {
    await migrate(db, meta)
    const backend = createBackend({ client: db })
    const key = newStorageKey()
    const all = new AbortController()
    const released = new Promise((resolve) => all.signal.addEventListener('abort', resolve))
    const busy = [1, 2].map(() => db.connection().execute(() => released))
    await expect(backend.create(key, newRecord(Date.now()))).rejects.toThrow('did not answer in time')
    all.abort()
    await Promise.all(busy)
    await Promise.all(busy.map(() => sql`SELECT 1`.execute(db)))
    expect(await backend.get(key)).toBeNull()
    backend.stopSweeping()
  })
})
