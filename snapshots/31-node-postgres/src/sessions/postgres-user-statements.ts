// What PostgreSQL is asked where it knows whose a session is: each operation is one statement, as without.

const TABLE = '"public"."sessions"'

const COLUMNS = 'data, version, created_at, renewed_at, expires_at, user_id'

/** What a record's row is set to: $1 to $6. An empty id is nobody's. */
const NEXT = "$1, $2, $3, $4, $5, NULLIF($6, ''::bytea)"

/** Inserts or replaces a record: $1 to $6 the columns, $7 storage key. */
export const SET_WITH_USER: string = `INSERT INTO ${TABLE} AS stored (${COLUMNS}, storage_key) VALUES (${NEXT}, $7)
ON CONFLICT (storage_key) DO UPDATE SET (${COLUMNS}) =
  (EXCLUDED.data, EXCLUDED.version, EXCLUDED.created_at, EXCLUDED.renewed_at, EXCLUDED.expires_at, EXCLUDED.user_id)`

/** The same, where there is no live record: one that has expired by the reader's clock, $8, is none. */
export const CREATE_WITH_USER: string = `${SET_WITH_USER} WHERE stored.expires_at <= $8`

export const GET_WITH_USER: string = `SELECT ${COLUMNS} FROM ${TABLE} WHERE storage_key = $1`

/** $8 is the version that was read, $9 the reader's clock. */
export const UPDATE_WITH_USER: string = `UPDATE ${TABLE} SET (${COLUMNS}) = ROW (${NEXT})
WHERE storage_key = $7 AND version = $8 AND expires_at > $9`

/** The records of the user $1 that are live by the reader's clock, $2. The hash is what the index holds. */
export const GET_FOR_USER: string = `SELECT ${COLUMNS}, storage_key FROM ${TABLE}
WHERE sha256(user_id) = sha256($1) AND user_id = $1 AND expires_at > $2`
