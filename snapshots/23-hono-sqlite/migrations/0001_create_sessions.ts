// Sessions, one row for each. Run it once, before the application starts. It is yours, and is never rewritten: what comes later
// comes as a migration of its own. Call it by another name where your Migrator has run files that come after this one.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Without plugins: the statements of the sessions call the columns by these names, whatever yours are called.
  const { schema } = db.withoutPlugins()
  await schema
    .createTable('sessions')
    // SHA-256 of the session id: who reads this table cannot take over a session.
    .addColumn('storage_key', 'blob', (column) => column.notNull().primaryKey())
    // UTF-8. To read it: CAST(data AS TEXT).
    .addColumn('data', 'blob', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    // Milliseconds since the epoch, by the application's clock.
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .addColumn('renewed_at', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict, without rowid`)
    .execute()
  await schema.createIndex('sessions_expires_at').on('sessions').column('expires_at').execute()
}

/** Ends every session. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await db.withoutPlugins().schema.dropTable('sessions').execute()
}
