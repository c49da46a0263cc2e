// What MySQL and MariaDB are asked: each statement is atomic by itself, and needs no transaction around it.
import type { SqlStatements } from './sql-store.js'

const TABLE = '`sessions`'

const COLUMNS = 'data, version, created_at, renewed_at, expires_at'

/** What the columns are set to. An empty id is nobody's. */
const NEXT = '?, ?, ?, ?, ?'

const ASSIGNED = 'data = ?, version = ?, created_at = ?, renewed_at = ?, expires_at = ?'

/** Takes the columns and the storage key; an error where that is taken. */
export const INSERT: string = `INSERT INTO ${TABLE} (${COLUMNS}, storage_key) VALUES (${NEXT}, ?)`

/** Takes the columns, the storage key, and the reader's clock. */
export const REPLACE_EXPIRED: string = `UPDATE ${TABLE} SET ${ASSIGNED} WHERE storage_key = ? AND expires_at <= ?`

/** By the rows' order: of several that delete at once, one waits for the other, and none for each other. */
const DELETE_EXPIRED = `DELETE FROM ${TABLE} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`

export const STATEMENTS: SqlStatements = {
  get: `SELECT ${COLUMNS} FROM ${TABLE} WHERE storage_key = ?`,
  // Not ON DUPLICATE KEY UPDATE, which MySQL and MariaDB spell each in its own way.
  set: `REPLACE INTO ${TABLE} (${COLUMNS}, storage_key) VALUES (${NEXT}, ?)`,
  update: `UPDATE ${TABLE} SET ${ASSIGNED} WHERE storage_key = ? AND version = ? AND expires_at > ?`,
  // Never to an earlier time: a slow request must not shorten what a later one has prolonged.
  touch: `UPDATE ${TABLE} SET renewed_at = ?, expires_at = GREATEST(expires_at, ?)
WHERE storage_key = ? AND expires_at > ?`,
  delete: `DELETE FROM ${TABLE} WHERE storage_key = ?`,
  // Only while it is as it was read: another process may have replaced it since.
  drop: `DELETE FROM ${TABLE} WHERE storage_key = ? AND data = ?`,
  deleteAll: `DELETE FROM ${TABLE} ORDER BY storage_key LIMIT ?`,
  deleteExpired: DELETE_EXPIRED,
  // No lock makes one process do it: it would belong to a connection, and a pooler may leave it behind.
  sweep: DELETE_EXPIRED,
}
