// What a backend keeps of a session.

/**
 * A session at rest. Times are in milliseconds since the epoch.
 *
 * @typedef {object} SessionRecord
 * @property {string} data The session's data as `serializeData` wrote it.
 * @property {number} createdAt
 * @property {number} renewedAt When the deadline was last moved.
 * @property {number} expiresAt The deadline: from this moment on the record is not read any more, whether or not the
 * store still has it.
 */

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
