// A record as a hash in Redis: one field for each of its members.
/** @import { SessionRecord } from './session-record.js' */

/**
 * What every key in Redis begins with.
 *
 * @type {string}
 */
export const PREFIX = 'session:'

/**
 * The fields of a record, in the order that `recordOf` takes their values.
 *
 * @type {string[]}
 */
export const FIELDS = ['createdAt', 'renewedAt', 'expiresAt', 'version', 'data']

const STORAGE_KEY = /^[A-Za-z0-9_-]{43}$/

/**
 * What the scripts take: the reader's clock, the version to be replaced, and the record.
 *
 * @param {SessionRecord} record
 * @param {number} now
 * @returns {string[]}
 */
export function argumentsOf(record, now, version = 0) {
  const { createdAt, renewedAt, expiresAt, data } = record
  return [...[now, version, createdAt, renewedAt, expiresAt, record.version].map(String), data]
}

/**
 * @param {readonly (string | null)[]} values The values of `FIELDS`; null where the hash has no such field.
 * @returns {SessionRecord | 'corrupt' | null} Null if there is no hash; `corrupt` if what it holds is no record.
 */
export function recordOf(values) {
  if (values.every((value) => value === null)) {
    return null
  }
  const [createdAt, renewedAt, expiresAt, version] = values.slice(0, 4).map((value) => Number(value ?? NaN))
  const data = values[4]
  return isNumber(createdAt) &&
    isNumber(renewedAt) &&
    isNumber(expiresAt) &&
    isNumber(version) &&
    typeof data === 'string'
    ? { data, createdAt, renewedAt, expiresAt, version }
    : 'corrupt'
}

/**
 * Matches what begins with a prefix. What SCAN takes for wildcards stands for itself.
 *
 * @param {string} prefix
 * @returns {string}
 */
export function patternOf(prefix) {
  return `${prefix.replaceAll(/[\\*?[\]]/g, '\\$&')}*`
}

/**
 * Which of the keys that SCAN found are records: another application's keys may begin with the same prefix.
 *
 * @param {string} key
 * @param {string} prefix
 * @returns {boolean}
 */
export function isRecordKey(key, prefix) {
  return key.startsWith(prefix) && STORAGE_KEY.test(key.slice(prefix.length))
}

/**
 * @param {number | undefined} value
 * @returns {value is number}
 */
function isNumber(value) {
  return Number.isFinite(value)
}
