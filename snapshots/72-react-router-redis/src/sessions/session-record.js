// What a backend keeps of a session.
import { deadlineOf } from './session-lifetime.js'

/**
 * A session at rest. Times are in milliseconds since the epoch.
 *
 * @typedef {object} SessionRecord
 * @property {string} data The session's data as `serializeData` wrote it.
 * @property {number} createdAt
 * @property {number} renewedAt When the deadline was last moved.
 * @property {number} expiresAt The deadline: from this moment on the record is not read any more, whether or not the
 * store still has it.
 * @property {number} version 1 when created, one more with each update.
 */

/**
 * A session that begins now.
 *
 * @param {string} data
 * @param {number} now
 * @returns {SessionRecord}
 */
export function newRecord(data, now) {
  return {
    data,
    createdAt: now,
    renewedAt: now,
    expiresAt: deadlineOf(now, now),
    version: 1,
  }
}

/**
 * Whether a record still counts, by the reader's clock. A store's own expiry only cleans up.
 *
 * @param {SessionRecord} record
 * @param {number} now
 * @returns {boolean}
 */
export function isLive(record, now) {
  return now < record.expiresAt
}
