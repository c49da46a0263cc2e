// What SQLite is asked: each operation is one statement, which is atomic by itself and needs no transaction around it.
import type { SqlStatements } from './sql-store.js'

const TABLE = '"sessions"'

const COLUMNS = 'data, version, created_at, renewed_at, expires_at'

/** What the columns are set to. An empty id is nobody's. */
const NEXT = '?, ?, ?, ?, ?'

const EXCLUDED = 'excluded.data, excluded.version, excluded.created_at, excluded.renewed_at, excluded.expires_at'

const SET = `INSERT INTO ${TABLE} AS stored (${COLUMNS}, storage_key) VALUES (${NEXT}, ?)
ON CONFLICT (storage_key) DO UPDATE SET (${COLUMNS}) = (${EXCLUDED})`

/** The same, where there is no live record: one that has expired by the reader's clock, which comes last, is none. */
export const CREATE: string = `${SET} WHERE stored.expires_at <= ?`

const DELETE_EXPIRED = `DELETE FROM ${TABLE} WHERE storage_key IN (
  SELECT storage_key FROM ${TABLE} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
)`

export const STATEMENTS: SqlStatements = {
  get: `SELECT ${COLUMNS} FROM ${TABLE} WHERE storage_key = ?`,
  set: SET,
  update: `UPDATE ${TABLE} SET (${COLUMNS}) = (${NEXT}) WHERE storage_key = ? AND version = ? AND expires_at > ?`,
  // Never to an earlier time: a slow request must not shorten what a later one has prolonged.
  touch: `UPDATE ${TABLE} SET renewed_at = ?, expires_at = MAX(expires_at, ?) WHERE storage_key = ? AND expires_at > ?`,
  delete: `DELETE FROM ${TABLE} WHERE storage_key = ?`,
  // Only while it is as it was read: another process may have replaced it since.
  drop: `DELETE FROM ${TABLE} WHERE storage_key = ? AND data = ?`,
  deleteAll: `DELETE FROM ${TABLE} WHERE storage_key IN (SELECT storage_key FROM ${TABLE} LIMIT ?)`,
  deleteExpired: DELETE_EXPIRED,
  // SQLite has one writer at a time anyway.
  sweep: DELETE_EXPIRED,
}
