// Data that another version of the application has saved: older data is brought up to date when it is read, newer is left alone.
/** @import { SessionRecord } from './session-record.js' */

/** The version of the data that this code reads and writes. */
const VERSION = 1

/** From the second version on, the data of a record begins with it: `@v2:`, as no JSON does. */
const MARK = /^@v([1-9][0-9]{0,5}):/

/**
 * Whether a newer version of the application saved a record. What its data means, only that one knows.
 *
 * @param {SessionRecord} record
 * @returns {boolean}
 */
export function isNewer(record) {
  return versionOf(record) > VERSION
}

/**
 * @param {SessionRecord} options
 * @returns {number}
 */
function versionOf({ data }) {
  return Number(MARK.exec(data)?.[1] ?? 1)
}
