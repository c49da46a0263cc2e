// Data that another version of the application has saved: older data is brought up to date when it is read, newer is left alone.
import { SessionMigrationError } from './session-errors.js'
import { MIGRATIONS } from './session-migrations.js'

/**
 * @import { SessionBackend } from './session-backend.js'
 * @import { SessionData } from './session-data.js'
 * @import { SessionRecord } from './session-record.js'
 */

/** The version of the data that this code reads and writes. */
const VERSION = 3

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
 * A record as it is kept, with the version of its data.
 *
 * @param {SessionRecord} record
 * @returns {SessionRecord}
 */
export function withVersion(record) {
  return { ...record, data: `@v${VERSION}:${record.data}` }
}

/**
 * A record as it was kept, with its data as this version has it. Nothing is written: the next write keeps the whole.
 *
 * @param {SessionBackend} backend
 * @param {SessionRecord} record
 * @returns {SessionRecord}
 * @throws {SessionMigrationError} if a step throws.
 */
export function upToDate(backend, record) {
  const version = versionOf(record)
  const text = record.data.replace(MARK, '')
  const data = version < VERSION ? readData(backend, text) : null
  // What can't be read is dropped where it is opened.
  return { ...record, data: data === null ? text : migrate(backend, data, version) }
}

/**
 * @param {SessionRecord} options
 * @returns {number}
 */
function versionOf({ data }) {
  return Number(MARK.exec(data)?.[1] ?? 1)
}

/**
 * @param {SessionBackend} backend
 * @param {string} text
 * @returns {Partial<SessionData> | null}
 */
function readData(backend, text) {
  try {
    return backend.deserializeData(text)
  } catch {
    return null
  }
}

/**
 * @param {SessionBackend} backend
 * @param {Partial<SessionData>} data
 * @param {number} version
 * @returns {string}
 */
function migrate(backend, data, version) {
  try {
    const steps = MIGRATIONS.slice(version - 1)
    const migrated = steps.reduce((saved, step) => made(step(saved)), { ...data })
    return backend.serializeData(/** @type {Partial<SessionData>} */ (migrated))
  } catch (error) {
    throw new SessionMigrationError(version, { cause: error })
  }
}

/**
 * A step that forgets its `return`, or is asynchronous, is wrong code and not wrong data: no session ends by it.
 *
 * @param {unknown} data
 * @returns {Record<string, unknown>}
 */
function made(data) {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || data instanceof Promise) {
    throw new TypeError('A step has to return the data, as an object')
  }
  return /** @type {Record<string, unknown>} */ (data)
}
