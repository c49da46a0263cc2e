// The one module that writes to a project: all of a run's changes, or none.
import { GeneratorError } from '../errors.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { pathInside } from './inside.ts'
import { finish, stagedFolder, stagingFolder, type Step } from './stage.ts'

export interface Writing {
  /** Whole files, by path from the project's root; the last one tells that all others are there. */
  readonly put: ReadonlyMap<string, string>
  /** Files that go, by path from the project's root. */
  readonly drop: readonly string[]
}

/**
 * Writes everything, or nothing: a run that is killed leaves the old files, or a stage that `recover` brings to its end.
 *
 * @param folder Where the stage stands, from the project's root: the folder of the manifest.
 */
export function write(root: string, folder: string, writing: Writing, disk: Disk = nodeDisk): void {
  const put = [...writing.put.keys()]
  for (const path of [...put, ...writing.drop]) {
    refuseFolder(path, pathInside(root, path), disk)
  }
  const staging = pathInside(root, stagingFolder(folder))
  disk.removeFiles(staging)
  disk.makeFolder(staging)
  for (const [index, path] of put.entries()) {
    disk.writeFile(`${staging}/${index}`, writing.put.get(path) ?? '', disk.modeOf(pathInside(root, path)))
  }
  const steps: readonly Step[] = [
    ...put.slice(0, -1).map((path, index) => ({ put: path, from: index })),
    ...writing.drop.map((path) => ({ drop: path })),
    ...put.slice(-1).map((path) => ({ put: path, from: put.length - 1 })),
  ]
  disk.writeFile(`${staging}/steps.json`, JSON.stringify(steps), undefined)
  // From here on the run counts as done: whoever comes next finishes it.
  disk.rename(staging, pathInside(root, stagedFolder(folder)))
  finish(root, folder, steps, disk)
}

function refuseFolder(path: string, absolute: string, disk: Disk): void {
  if (disk.isFolder(absolute)) {
    throw new GeneratorError({
      code: 'path-taken',
      message: `${path} is a folder, and a file is to be written there`,
      hint: 'Move the folder away, or change `output` in your config',
    })
  }
}
