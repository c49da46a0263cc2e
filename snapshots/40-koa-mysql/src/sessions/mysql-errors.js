// The errors of MySQL and MariaDB that are answers.

/**
 * The storage key is taken.
 *
 * @param {unknown} error
 * @returns {boolean}
 */
export function isDuplicate(error) {
  return codeOf(error) === 'ER_DUP_ENTRY'
}

/**
 * Nothing of the statement was done, as another was in its way: a deadlock, or in MariaDB with `innodb_snapshot_isolation` a
 * row that has changed since the statement began. The same statement again may well be done.
 *
 * @param {unknown} error
 * @returns {boolean}
 */
export function isRolledBack(error) {
  return ['ER_LOCK_DEADLOCK', 'ER_CHECKREAD'].includes(codeOf(error))
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
