// What stands at a path, in one word: while the word is the same, a run that reads the path sees the same.
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** `absent`, `folder`, the hash of a file's bytes, or where a link leads and what stands there. */
export function stateOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.isSymbolicLink() === true) {
    return `link to ${readlinkSync(path)}, ${contentOf(path, statSync(path, { throwIfNoEntry: false }))}`
  }
  return contentOf(path, found)
}

function contentOf(path: string, found: Stats | undefined): string {
  if (found === undefined) {
    return 'absent'
  }
  if (found.isFile()) {
    return createHash('sha256').update(readFileSync(path)).digest('base64url')
  }
  return found.isDirectory() ? 'folder' : 'something else'
}

/**
 * When what stands at a path may have changed last, in milliseconds since the epoch: a file by its own time, what is absent by
 * the time of the folder that would hold it. Of a folder only its being there matters.
 */
export function lastChangeOf(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    return lastChangeIn(dirname(path))
  }
  const behind = found.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false })?.ctimeMs : undefined
  return found.isDirectory() ? 0 : Math.max(found.ctimeMs, behind ?? 0)
}

function lastChangeIn(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? lastChangeIn(dirname(folder))
}
