// What PostgreSQL is asked: each operation is one statement, which is atomic by itself and needs no transaction around it.
import type { SqlStatements } from './sql-store.js'

const TABLE = '"public"."sessions"'

const COLUMNS = 'data, version, created_at, renewed_at, expires_at'

/** Inserts or replaces a record: $1 to $5 the columns, $6 storage key. */
const SET = `INSERT INTO ${TABLE} AS stored (${COLUMNS}, storage_key) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (storage_key) DO UPDATE SET (${COLUMNS}) =
  (EXCLUDED.data, EXCLUDED.version, EXCLUDED.created_at, EXCLUDED.renewed_at, EXCLUDED.expires_at)`

const GET = `SELECT ${COLUMNS} FROM ${TABLE} WHERE storage_key = $1`

/** $7 is the version that was read, $8 the reader's clock. */
const UPDATE = `UPDATE ${TABLE} SET (${COLUMNS}) = ROW ($1, $2, $3, $4, $5)
WHERE storage_key = $6 AND version = $7 AND expires_at > $8`

/** The same as `set`, where there is no live record: one that has expired by the reader's clock, $7, is none. */
export const CREATE: string = `${SET} WHERE stored.expires_at <= $7`

export const STATEMENTS: SqlStatements = {
  get: GET,
  set: SET,
  update: UPDATE,
  // Never to an earlier time: a slow request must not shorten what a later one has prolonged.
  touch: `UPDATE ${TABLE} SET renewed_at = $1, expires_at = GREATEST(expires_at, $2)
WHERE storage_key = $3 AND expires_at > $4`,
  delete: `DELETE FROM ${TABLE} WHERE storage_key = $1`,
  // Only while it is as it was read: another process may have replaced it since.
  drop: `DELETE FROM ${TABLE} WHERE storage_key = $1 AND data = $2`,
  // It waits for rows that others delete, and takes others instead.
  deleteAll: `DELETE FROM ${TABLE} WHERE storage_key = ANY (ARRAY(
  SELECT storage_key FROM ${TABLE} ORDER BY storage_key LIMIT $1 FOR UPDATE
))`,
  // Rows that a request is working on are left for later.
  deleteExpired: deleteExpired(''),
  // By one process at a time. The lock is the statement's own, and goes with it: a pooler that gives each statement another
  // connection cannot leave it behind.
  sweep: deleteExpired(`AND (SELECT pg_try_advisory_xact_lock(hashtextextended('sweep of ${TABLE}', 0)))`),
}

function deleteExpired(condition: string): string {
  return `DELETE FROM ${TABLE} WHERE storage_key = ANY (ARRAY(
  SELECT storage_key FROM ${TABLE} WHERE expires_at <= $1 ${condition}
  ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
))`
}
