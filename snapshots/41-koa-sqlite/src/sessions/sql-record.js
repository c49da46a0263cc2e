// A record as a row of a database: bytes, and times as numbers, which no encoding and no time zone of the database changes.
import { decodeBase64url } from './base64url.js'

/** @import { SessionRecord } from './session-record.js' */

/**
 * What a statement takes in the place of a parameter.
 *
 * @typedef {number | Uint8Array} Value
 */

/**
 * The values of a row, in the order of the columns.
 *
 * @typedef {readonly unknown[]} Row
 */

/**
 * The 32 bytes of a storage key.
 *
 * @param {string} storageKey
 * @returns {Uint8Array}
 */
export function keyOf(storageKey) {
  return decodeBase64url(storageKey) ?? bytesOf(storageKey)
}

/**
 * What the statements take: the record's columns, and the storage key.
 *
 * @param {string} storageKey
 * @param {SessionRecord} record
 * @returns {Value[]}
 */
export function valuesOf(storageKey, record) {
  const { data, version, createdAt, renewedAt, expiresAt } = record
  return [bytesOf(data), version, createdAt, renewedAt, expiresAt, keyOf(storageKey)]
}

/**
 * @param {Row} options
 * @returns {SessionRecord | 'corrupt'} `corrupt` if the row is no record.
 */
export function recordOf([bytes, ...columns]) {
  const data = bytes instanceof Uint8Array ? textOf(bytes) : null
  // Some drivers have a large integer as text, or as a bigint.
  const [version, createdAt, renewedAt, expiresAt] = columns.map(Number)
  return data !== null && isNumber(version) && isNumber(createdAt) && isNumber(renewedAt) && isNumber(expiresAt)
    ? { data, createdAt, renewedAt, expiresAt, version }
    : 'corrupt'
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
function bytesOf(text) {
  return new TextEncoder().encode(text)
}

/**
 * Null if the bytes are no UTF-8.
 *
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/**
 * @param {number | undefined} value
 * @returns {value is number}
 */
function isNumber(value) {
  return Number.isFinite(value)
}
