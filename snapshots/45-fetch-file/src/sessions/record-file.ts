// One record in one file: written beside its place and then moved there, so that a reader finds the old one or the new one.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { SessionStoreError } from './session-errors.ts'
import type { SessionRecord } from './session-record.ts'
import { hasCode } from './file-errors.ts'
import type { FileLock } from './file-lock.ts'

/** A link that takes the place of the file after the look at it is not followed. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW

/**
 * Reads a record, live or expired.
 *
 * @returns Null if there is no file; `corrupt` if what it holds is no record, or only part of one.
 * @throws If the file cannot be read, or is none.
 */
export async function readRecord(path: string): Promise<SessionRecord | 'corrupt' | null> {
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
 * @param lock The file's lock: a writer that has lost it leaves the file alone.
 */
export async function writeRecord(path: string, record: SessionRecord, lock: FileLock): Promise<void> {
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

function parseRecord(text: string): SessionRecord | 'corrupt' {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : 'corrupt'
  } catch {
    return 'corrupt'
  }
}

function isRecord(value: unknown): value is SessionRecord {
  const { data, createdAt, renewedAt, expiresAt, version } = Object(value) as Record<keyof SessionRecord, unknown>
  return typeof data === 'string' && [createdAt, renewedAt, expiresAt, version].every(Number.isFinite)
}
