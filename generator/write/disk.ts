// What writing needs of the file system: few operations, each of which can be the last one before a run is killed.
import { chmodSync, mkdirSync, readdirSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Disk {
  /** Makes a folder, and those above it. */
  makeFolder(path: string): void
  /** Writes a new file. `mode` is that of the file it will replace. */
  writeFile(path: string, text: string, mode: number | undefined): void
  rename(from: string, to: string): void
  /** Removes a file; one that is not there is no error. */
  remove(path: string): void
  /** Removes a folder if it is empty, and says whether it is gone. */
  removeEmptyFolder(path: string): boolean
  /** Removes a folder and the files in it. One that holds a folder is left, with an error. */
  removeFiles(folder: string): void
  isFolder(path: string): boolean
  /** What tells this very file or folder from each copy of it; it stays the same when that is renamed. */
  identityOf(path: string): string
  /** The permissions of a file; undefined where there is none. */
  modeOf(path: string): number | undefined
}

export const nodeDisk: Disk = {
  makeFolder: (path) => {
    mkdirSync(path, { recursive: true })
  },
  writeFile: (path, text, mode) => {
    writeFileSync(path, text, { flag: 'wx' })
    if (mode !== undefined) {
      chmodSync(path, mode)
    }
  },
  rename: renameSync,
  remove: (path) => {
    unless(['ENOENT'], () => unlinkSync(path))
  },
  removeEmptyFolder: (path) => unless(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => rmdirSync(path)),
  removeFiles: (folder) => {
    unless(['ENOENT'], () => {
      for (const name of readdirSync(folder)) {
        unlinkSync(join(folder, name))
      }
      rmdirSync(folder)
    })
  },
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  identityOf: (path) => {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  },
  modeOf: (path) => {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode
    return mode === undefined ? undefined : mode & 0o777
  },
}

/** Whether `act` succeeded; false if it failed in one of these ways. */
function unless(codes: readonly string[], act: () => void): boolean {
  try {
    act()
    return true
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error
    }
    return false
  }
}
