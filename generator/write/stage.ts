// The stage of a run: what is about to be written, complete and aside, so that an interrupted run can be brought to its end.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { pathInside } from './inside.ts'
import { parseList } from './parse-list.ts'

/** One file that goes to its place from the stage, or one that goes; `old` is its copy in the stage, null where there was none. */
export type Step =
  | { readonly put: string; readonly from: string; readonly old: string | null }
  | { readonly drop: string; readonly old: string | null }

/** Being filled: what stands here was never promised. */
export function stagingFolder(folder: string): string {
  return posix.join(folder, 'staging')
}

/** Complete: what stands here is written, sooner or later. */
export function stagedFolder(folder: string): string {
  return posix.join(folder, 'staged')
}

/** Whether a run was interrupted after it counted as done. */
export function isInterrupted(root: string, folder: string): boolean {
  return existsSync(pathInside(root, stagedFolder(folder)))
}

/** Brings an interrupted run to its end. */
export function recover(root: string, folder: string, disk: Disk = nodeDisk): void {
  if (isInterrupted(root, folder)) {
    finish(root, folder, readSteps(root, folder, disk), disk)
  }
}

/** Takes each step that is not yet taken, then the stage away. */
export function finish(root: string, folder: string, steps: readonly Step[], disk: Disk): void {
  const staged = pathInside(root, stagedFolder(folder))
  for (const step of steps) {
    if ('put' in step) {
      const from = `${staged}/${step.from}`
      const to = pathInside(root, step.put)
      if (existsSync(from)) {
        disk.makeFolder(dirname(to))
        take(from, to, disk)
      }
    } else {
      disk.remove(pathInside(root, step.drop))
      removeEmptyAbove(root, step.drop, disk)
    }
  }
  disk.removeFiles(staged)
  removeEmptyAbove(root, stagedFolder(folder), disk)
}

/** Another process may bring the same stage to its end meanwhile: a file that has left it is where it should be. */
function take(from: string, to: string, disk: Disk): void {
  try {
    disk.rename(from, to)
  } catch (error) {
    if (existsSync(from)) {
      throw error
    }
  }
}

/** Takes the steps back that were taken, the last one first. Until the stage is gone, it can still be brought to its end. */
export function takeBack(root: string, folder: string, steps: readonly Step[], disk: Disk): void {
  const staged = pathInside(root, stagedFolder(folder))
  for (const step of steps.toReversed()) {
    const path = 'put' in step ? step.put : step.drop
    const to = pathInside(root, path)
    if ('put' in step) {
      const from = `${staged}/${step.from}`
      if (existsSync(from)) {
        removeEmptyAbove(root, path, disk)
        continue
      }
      disk.rename(to, from)
    }
    if (step.old !== null && !existsSync(to)) {
      disk.makeFolder(dirname(to))
      disk.rename(`${staged}/${step.old}`, to)
    }
    removeEmptyAbove(root, path, disk)
  }
  disk.rename(staged, pathInside(root, stagingFolder(folder)))
  discard(root, folder, disk)
}

/** Takes away what was never promised. */
export function discard(root: string, folder: string, disk: Disk): void {
  disk.removeFiles(pathInside(root, stagingFolder(folder)))
  removeEmptyAbove(root, stagingFolder(folder), disk)
}

/** The list that goes with a stage. `identity` is that of its folder: a stage that came with the project's files has another. */
export function printSteps(identity: string, steps: readonly Step[]): string {
  return JSON.stringify({ identity, steps })
}

function removeEmptyAbove(root: string, path: string, disk: Disk): void {
  let above = posix.dirname(path)
  while (above !== '.' && disk.removeEmptyFolder(pathInside(root, above))) {
    above = posix.dirname(above)
  }
}

/** A stage that was not made on this disk may hold anything: it is not written. */
function readSteps(root: string, folder: string, disk: Disk): readonly Step[] {
  const staged = stagedFolder(folder)
  const file = pathInside(root, posix.join(staged, 'steps.json'))
  // The last thing that goes with a stage is its list; without one every step has been taken.
  if (!existsSync(file)) {
    return []
  }
  const { identity, steps } = parseList(readFileSync(file, 'utf8'))
  if (identity !== disk.identityOf(pathInside(root, staged)) || !Array.isArray(steps) || !steps.every(isStep)) {
    throw new GeneratorError({
      code: 'stage-broken',
      message: `${staged} was not made by a run of create-session in this folder`,
      hint: `Delete ${staged} and run \`npx create-session generate\` again`,
    })
  }
  return steps
}

function isStep(value: unknown): value is Step {
  if (typeof value !== 'object' || value === null) {
    return false
  }
  const { put, drop, from, old } = value as Readonly<Record<string, unknown>>
  const isOld = old === null || isName(old)
  return isOld && (put === undefined ? typeof drop === 'string' : typeof put === 'string' && isName(from))
}

/** The name of a file of the stage itself. */
function isName(value: unknown): boolean {
  return typeof value === 'string' && /^\d+(\.old)?$/.test(value)
}
