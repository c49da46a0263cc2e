// Whose session it is, so that the sessions of a user can be found. Run it once, after the table is there and before the code
// that needs it starts. A session that was there before is found from its next write on: to be sure, delete what is there.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { schema } = db.withoutPlugins()
  // The user's id as UTF-8. To read it: CONVERT(user_id USING utf8mb4). Null before anybody has signed in.
  await schema
    .alterTable('sessions')
    .addColumn('user_id', sql`mediumblob`)
    .execute()
  // By its beginning: an id may be of any length, and an index takes no value that long.
  await schema
    .createIndex('sessions_user_id')
    .on('sessions')
    .expression(sql`user_id(255)`)
    .execute()
}

/** No session ends, but none of a user is found any more. */
export async function down(db: Kysely<unknown>): Promise<void> {
  const { schema } = db.withoutPlugins()
  await schema.dropIndex('sessions_user_id').on('sessions').execute()
  await schema.alterTable('sessions').dropColumn('user_id').execute()
}
