// What PostgreSQL is asked: each operation is one statement, which is atomic by itself and needs no transaction around it.
import type { SqlStatements } from './sql-store.ts'
import {
  CREATE_WITH_USER,
  GET_FOR_USER,
  GET_WITH_USER,
  SET_WITH_USER,
  UPDATE_WITH_USER,
} from './postgres-user-statements.ts'

const TABLE = '"public"."sessions"'

/** The same as `set`, where there is no live record: one that has expired by the reader's clock, $7, is none. */
export const CREATE: string = CREATE_WITH_USER

export const STATEMENTS: SqlStatements = {
  get: GET_WITH_USER,
  set: SET_WITH_USER,
  update: UPDATE_WITH_USER,
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
  getForUser: GET_FOR_USER,
}

function deleteExpired(condition: string): string {
  return `DELETE FROM ${TABLE} WHERE storage_key = ANY (ARRAY(
  SELECT storage_key FROM ${TABLE} WHERE expires_at <= $1 ${condition}
  ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
))`
}
