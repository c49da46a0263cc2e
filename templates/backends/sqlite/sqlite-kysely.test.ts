// What only Kysely does: its Migrator, its plugins, and transactions of the application beside the sessions. libSQL's package
// opens the files here: it has the members of better-sqlite3, and runs on each Node.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newRecord, newStorageKey } from '../../contracts/backend-subject.ts'
import { migrate } from '../../contracts/kysely-migrations.ts'
import { temporaryFolder } from '../../contracts/services.ts'
import { createBackend } from './kysely-backend.ts'
import { migration } from './sqlite-files.harness.ts'
import { sqlite as meta } from './sqlite.meta.ts'

interface Tables {
  readonly person: { readonly firstName: string }
}

const require = createRequire(import.meta.url)
const Database = createRequire(require.resolve('@libsql/client'))('libsql') as typeof BetterSqlite3

const folder = temporaryFolder('sqlite-kysely')
let database: BetterSqlite3.Database
let db: Kysely<Tables>
beforeAll(() => {
  database = new Database(join(folder.path, 'app.db'))
  database.exec('CREATE TABLE person (first_name TEXT)')
  db = new Kysely({ dialect: new SqliteDialect({ database }), plugins: [new CamelCasePlugin()] })
})
afterAll(async () => {
  await db.destroy()
  folder.remove()
})

/** What SQLite says of a table and its indexes, without the text that made them. */
function described(table: string): readonly unknown[] {
  return [
    `PRAGMA table_xinfo("${table}")`,
    `PRAGMA index_list("${table}")`,
    `PRAGMA index_xinfo("${table}_expires_at")`,
    `PRAGMA index_xinfo("${table}_user_id")`,
    `SELECT strict, wr FROM pragma_table_list('${table}')`,
  ].map((text) => database.prepare(text).all())
}

it.each(['sessions', 'ShopSessions', 'order'])('its Migrator makes of %s what the SQL makes of it', async (table) => {
  const ran = await migrate(db, meta, { table, hasUsers: true })
  const byKysely = described(table)
  const back = await migrate(db, meta, { table, hasUsers: true, isDown: true })
  expect(described(table).flat()).toEqual([])
  database.exec(migration({ table }, true))
  expect(byKysely).toEqual(described(table))
  expect(byKysely.at(-1)).toEqual([{ strict: 1, wr: 1 }])
  database.exec(`DROP TABLE "${table}"`)
  const steps = [`0001_create_${table}`, `0002_add_user_id_to_${table}`]
  expect(ran.map(({ migrationName }) => migrationName)).toEqual(steps)
  expect(back.map(({ migrationName }) => migrationName)).toEqual(steps.toReversed())
})

it('a transaction of the application that is taken back takes no session with it, which comes after it', async () => {
  await migrate(db, meta)
  const backend = createBackend({ client: db })
  const [key, record] = [newStorageKey(), newRecord(Date.now())]
  let creating: Promise<boolean> | null = null
  const outcome = await db
    .transaction()
    .execute(async (transaction) => {
      await transaction.insertInto('person').values({ firstName: 'Ada' }).execute()
      creating = backend.create(key, record)
      await transaction.selectFrom('person').selectAll().execute()
      throw new Error('taken back')
    })
    .catch((error: Error) => error.message)
  expect(outcome).toBe('taken back')
  expect(await creating).toBe(true)
  expect(await db.selectFrom('person').select('firstName').execute()).toEqual([])
  expect(await backend.get(key)).toEqual(record)
  backend.stopSweeping()
})

it('S-B1 within a transaction a session that is waited for fails in time, and is not written later', async () => {
  const backend = createBackend({ client: db })
  const key = newStorageKey()
  await db.transaction().execute(async () => {
    await expect(backend.create(key, newRecord(Date.now()))).rejects.toThrow('did not answer in time')
  })
  expect(await backend.get(key)).toBeNull()
  backend.stopSweeping()
})
