// The one module that writes to a project: all of a run's changes, or none.
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { readText } from '../reconcile/read-before.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { pathInside } from './inside.ts'
import { discard, finish, printSteps, stagedFolder, stagingFolder, type Step, takeBack } from './stage.ts'
import { printUndo, undoPathOf } from './undo.ts'

export interface Writing {
  /** Whole files, by path from the project's root; the last one tells that all others are there. */
  readonly put: ReadonlyMap<string, string>
  /** Files that go, by path from the project's root. */
  readonly drop: readonly string[]
  /** What the run has read where it writes, null for no file: what changed since is not overwritten. */
  readonly seen: ReadonlyMap<string, string | null>
  /** Files among these that `undo` leaves as they are then. */
  readonly stays?: readonly string[]
}

/** Kept out of version control: it is of use on this disk alone. */
const IGNORED = '/staged/\n/staging/\n/undo.json\n'

/**
 * Writes everything, or nothing: a run that is killed leaves the old files, or a stage that `recover` brings to its end; one
 * that the disk refuses takes back what it did. What it replaces can be had again by `undo`.
 *
 * @param folder Where the stage stands, from the project's root: the folder of the manifest.
 * @throws {GeneratorError} `changed-meanwhile`, `path-taken`, `path-outside` or `write-failed`: the files are as they were.
 */
export function write(root: string, folder: string, writing: Writing, disk: Disk = nodeDisk): void {
  for (const path of [...writing.put.keys(), ...writing.drop]) {
    refuseFolder(path, pathInside(root, path), disk)
  }
  const before = textsBefore(root, writing)
  const steps = attempt(
    root,
    () => promise(root, folder, writing, before, disk),
    () => discard(root, folder, disk),
  )
  attempt(
    root,
    () => finish(root, folder, steps, disk),
    () => takeBack(root, folder, steps, disk),
  )
}

/** Fills the stage. From the rename on the run counts as done: whoever comes next finishes it. */
function promise(
  root: string,
  folder: string,
  writing: Writing,
  before: ReadonlyMap<string, string | null>,
  disk: Disk,
): readonly Step[] {
  const staging = pathInside(root, stagingFolder(folder))
  disk.removeFiles(staging)
  disk.makeFolder(staging)
  const steps = stage(root, staging, withUndo(root, folder, writing, before, disk), writing.drop, before, disk)
  refuseChanged(root, before)
  disk.rename(staging, pathInside(root, stagedFolder(folder)))
  return steps
}

function textsBefore(root: string, { put, drop, seen }: Writing): ReadonlyMap<string, string | null> {
  return new Map(
    [...put.keys(), ...drop].map((path) => {
      const known = seen.get(path)
      return [path, known === undefined ? readText(root, path) : known]
    }),
  )
}

/** The files to put, with what takes them back; the last one stays the last. */
function withUndo(
  root: string,
  folder: string,
  { put, drop, stays = [] }: Writing,
  before: ReadonlyMap<string, string | null>,
  disk: Disk,
): readonly (readonly [path: string, text: string])[] {
  const undo = undoPathOf(folder)
  if (drop.includes(undo)) {
    return [...put]
  }
  const ignored = posix.join(folder, '.gitignore')
  const all = readText(root, ignored) === null ? new Map([[ignored, IGNORED], ...put]) : put
  const identity = disk.identityOf(pathInside(root, folder))
  const undone = new Map([...all].filter(([path]) => !stays.includes(path)))
  const entries = [...all]
  return [...entries.slice(0, -1), [undo, printUndo({ identity, put: undone, drop, before })], ...entries.slice(-1)]
}

/** Fills the stage with what is new and with what it replaces, and says how to get from one to the other. */
function stage(
  root: string,
  staging: string,
  put: readonly (readonly [path: string, text: string])[],
  drop: readonly string[],
  before: ReadonlyMap<string, string | null>,
  disk: Disk,
): readonly Step[] {
  const keepOld = (path: string, at: string): string | null => {
    const old = before.get(path) ?? null
    if (old === null) {
      return null
    }
    disk.writeFile(`${staging}/${at}`, old, disk.modeOf(pathInside(root, path)))
    return at
  }
  const puts = put.map(([path, text], index): Step => {
    disk.writeFile(`${staging}/${index}`, text, disk.modeOf(pathInside(root, path)))
    return { put: path, from: String(index), old: keepOld(path, `${index}.old`) }
  })
  const drops = drop.map((path, index): Step => ({ drop: path, old: keepOld(path, `${put.length + index}.old`) }))
  const steps = [...puts.slice(0, -1), ...drops, ...puts.slice(-1)]
  disk.writeFile(`${staging}/steps.json`, printSteps(disk.identityOf(staging), steps), undefined)
  return steps
}

function refuseChanged(root: string, before: ReadonlyMap<string, string | null>): void {
  const changed = [...before].filter(([path, text]) => readText(root, path) !== text).map(([path]) => path)
  if (changed.length > 0) {
    throw new GeneratorError({
      code: 'changed-meanwhile',
      message: `${changed.join(', ')} changed while this ran: nothing was written`,
      hint: 'Run it again',
    })
  }
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

/** @throws {GeneratorError} `write-failed` for an error of the disk. What was done until then is taken back. */
function attempt<T>(root: string, act: () => T, takeBackAll: () => void): T {
  try {
    return act()
  } catch (error) {
    const isTakenBack = succeeds(takeBackAll)
    const { code, syscall, message } = error as NodeJS.ErrnoException
    if (error instanceof GeneratorError || code === undefined || syscall === undefined) {
      throw error
    }
    throw new GeneratorError({
      code: 'write-failed',
      message: `The disk refused: ${message.replaceAll(`${root}/`, '')}`,
      hint: isTakenBack
        ? 'Your files are as they were. Mend it and run again'
        : 'A part is written. Mend it, and run `npx create-session generate`: it brings this run to its end',
      cause: error,
    })
  }
}

function succeeds(act: () => void): boolean {
  try {
    act()
    return true
  } catch {
    return false
  }
}
