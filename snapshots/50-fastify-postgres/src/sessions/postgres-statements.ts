// What PostgreSQL is asked: each operation is one statement, which is atomic by itself and needs no transaction around it.

const TABLE = '"public"."shop_sessions"'

/** Never to an earlier time: a slow request must not shorten what a later one has prolonged. $4 is the reader's clock. */
export const TOUCH: string = `UPDATE ${TABLE} SET renewed_at = $2, expires_at = GREATEST(expires_at, $3)
WHERE storage_key = $1 AND expires_at > $4 RETURNING 1`

export const DELETE: string = `DELETE FROM ${TABLE} WHERE storage_key = $1`

/** Only while it is as it was read: another process may have replaced it since. */
export const DROP: string = `DELETE FROM ${TABLE} WHERE storage_key = $1 AND data = $2`

/** At most $1 rows, so that no lock is held for long. It waits for rows that others delete, and takes others instead. */
export const DELETE_ALL: string = `DELETE FROM ${TABLE} WHERE storage_key = ANY (ARRAY(
  SELECT storage_key FROM ${TABLE} ORDER BY storage_key LIMIT $1 FOR UPDATE
)) RETURNING 1`

/** At most $2 rows that have expired by $1. Rows that a request is working on are left for later. */
export const DELETE_EXPIRED: string = deleteExpired('')

/**
 * The same, by one process at a time. The lock is the statement's own, and goes with it: a pooler that gives each statement
 * another connection cannot leave it behind.
 */
export const SWEEP: string = deleteExpired(
  `AND (SELECT pg_try_advisory_xact_lock(hashtextextended('sweep of ${TABLE}', 0)))`,
)

function deleteExpired(condition: string): string {
  return `DELETE FROM ${TABLE} WHERE storage_key = ANY (ARRAY(
  SELECT storage_key FROM ${TABLE} WHERE expires_at <= $1 ${condition}
  ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
)) RETURNING 1`
}
