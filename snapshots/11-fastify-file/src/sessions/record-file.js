// One record in one file: written beside its place and then moved there, so that a reader finds the old one or the new one.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { SessionStoreError } from './session-errors.js'
import { hasCode } from './file-errors.js'

/**
 * @import { SessionRecord } from './session-record.js'
 * @import { FileLock } from './file-lock.js'
 */

/** A link that takes the place of the file after the look at it is not followed. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW

/**
 * Reads a record, live or expired.
 *
 * @param {string} path
 * @returns {Promise<SessionRecord | 'corrupt' | null>} Null if there is no file; `corrupt` if what it holds is no
 * record, or only part of one.
 * @throws If the file cannot be read, or is none.
 */
export async function readRecord(path) {
  try {
    if (!(await lstat(path)).isFile()) {
      throw new SessionStoreError('What stands in place of a session is no file')
    }
    return parseRecord(await readFile(path, { encoding: 'utf8', flag: READ }))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return null
    }
    throw error
  }
}

/**
 * Writes a record, whole or not at all. It is not flushed to the disk: the response would wait for that at each change,
 * and only a machine that loses power can lose it.
 *
 * @param {string} path
 * @param {SessionRecord} record
 * @param {FileLock} lock The file's lock: a writer that has lost it leaves the file alone.
 * @returns {Promise<void>}
 */
export async function writeRecord(path, record, lock) {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, JSON.stringify(record), { flag: 'wx', mode: 0o600 })
    lock.assertHeld()
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * @param {string} text
 * @returns {SessionRecord | 'corrupt'}
 */
function parseRecord(text) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(text)
    return isRecord(value) ? value : 'corrupt'
  } catch {
    return 'corrupt'
  }
}

/**
 * @param {unknown} value
 * @returns {value is SessionRecord}
 */
function isRecord(value) {
  const { data, createdAt, renewedAt, expiresAt, version } = /** @type {Record<keyof SessionRecord, unknown>} */ (
    Object(value)
  )
  return typeof data === 'string' && [createdAt, renewedAt, expiresAt, version].every(Number.isFinite)
}
