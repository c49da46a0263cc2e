// The folders that the files stand in: whose they are, and what killed processes left in them.
import { lstat, rm } from 'node:fs/promises'
import { SessionStoreError } from './session-errors.ts'
import { hasCode } from './file-errors.ts'

/** What a process that was killed left behind is removed after this time. */
const LEFT_BEHIND_AFTER_MILLISECONDS = 10 * 60 * 1000

/**
 * @returns Whether the folder is there.
 * @throws {SessionStoreError} if it is a link, or somebody else could put sessions of their making into it.
 */
export async function isOwnFolder(path: string): Promise<boolean> {
  try {
    const folder = await lstat(path)
    // Windows has neither owners nor modes to look at.
    const isOurs = process.geteuid === undefined || (folder.uid === process.geteuid() && (folder.mode & 0o022) === 0)
    if (!folder.isDirectory() || !isOurs) {
      throw new SessionStoreError('A folder of the sessions is a link, or others than this user can write to it')
    }
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return false
    }
    throw error
  }
}

/** Removes a file that nobody has written to for long. */
export async function removeIfLeftBehind(path: string): Promise<void> {
  try {
    const { mtimeMs } = await lstat(path)
    if (Date.now() - mtimeMs > LEFT_BEHIND_AFTER_MILLISECONDS) {
      await rm(path, { force: true })
    }
  } catch (error) {
    // Its writer has moved it to its place meanwhile.
    if (!hasCode(error, 'ENOENT')) {
      throw error
    }
  }
}
