// The source files of a project, for those who look for its application.
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSourcePath } from './candidates.ts'

/** More than any project has outside of what is skipped; a folder that is not a project's ends here. */
const MAX_FILES = 20_000
const MAX_BYTES = 1_000_000

/** What `wire` reads a project through: nothing is read before it is asked for, and nothing through a link. */
export interface Sources {
  /** The text of a file, from the project's root; null if it is none. */
  readonly read: (path: string) => string | null
  /** Files that may make the application, from the project's root. */
  readonly list: () => readonly string[]
}

export function readSources(root: string): Sources {
  let listed: readonly string[] | null = null
  return {
    read: (path) => readText(join(root, path)),
    list: () => (listed ??= listSources(root)),
  }
}

function readText(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || found.size > MAX_BYTES) {
    return null
  }
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  // Writing back what is no UTF-8 would change it.
  return Buffer.from(text, 'utf8').equals(bytes) ? text : null
}

function listSources(root: string): readonly string[] {
  const files: string[] = []
  const folders = ['']
  for (let folder = folders.shift(); folder !== undefined && files.length < MAX_FILES; folder = folders.shift()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      // A folder is skipped as the files in it would be.
      if (entry.isDirectory() && isSourcePath(`${path}/any.ts`)) {
        folders.push(path)
      } else if (entry.isFile() && isSourcePath(path)) {
        files.push(path)
      }
    }
  }
  return files
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}
