// The errors of MySQL and MariaDB that are answers.

/** The storage key is taken. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === 'ER_DUP_ENTRY'
}

/**
 * Nothing of the statement was done, as another was in its way: a deadlock, or in MariaDB with `innodb_snapshot_isolation` a
 * row that has changed since the statement began. The same statement again may well be done.
 */
export function isRolledBack(error: unknown): boolean {
  return ['ER_LOCK_DEADLOCK', 'ER_CHECKREAD'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
