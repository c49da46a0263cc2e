// What only Kysely does: its Migrator, its plugins, and transactions of the application beside the sessions.
import { CamelCasePlugin, Kysely, MysqlDialect } from 'kysely'
import { createPool } from 'mysql2'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { migrate } from '../../contracts/kysely-migrations.ts'
import { type MariadbServer, missingMariadb, startMariadb } from '../../contracts/mariadb-servers.ts'
import { describeWith } from '../../contracts/services.ts'
import { createBackend } from './kysely-backend.ts'
import { migration } from './mysql.harness.ts'
import { mysql as meta } from './mysql.meta.ts'

interface Tables {
  readonly person: { readonly firstName: string }
}

describeWith(missingMariadb, 'Kysely on MariaDB', () => {
  let server: MariadbServer
  let db: Kysely<Tables>
  beforeAll(async () => {
    server = await startMariadb()
    const pool = createPool({ uri: server.url, connectionLimit: 2 })
    db = new Kysely({ dialect: new MysqlDialect({ pool }), plugins: [new CamelCasePlugin()] })
    await server.sql('CREATE TABLE person (first_name text)')
  })
  afterAll(async () => {
    await db.destroy()
    await server.stop()
  })

  const described = async (table: string): Promise<unknown> =>
    (await server.sql(`SHOW CREATE TABLE \`${table}\``))[0]?.['Create Table']

  it.each(['sessions', 'ShopSessions', 'order'])('its Migrator makes of %s what the SQL makes of it', async (table) => {
    const ran = await migrate(db, meta, { table, hasUsers: true })
    const byKysely = await described(table)
    const back = await migrate(db, meta, { table, hasUsers: true, isDown: true })
    await server.sql(migration({ table }, true))
    expect(byKysely).toEqual(await described(table))
    expect(byKysely).toContain('user_id')
    await server.sql(`DROP TABLE \`${table}\``)
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
  })
})
