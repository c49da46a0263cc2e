// The stage of a run: what is about to be written, complete and aside, so that an interrupted run can be brought to its end.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { isGeneratedPath } from '../reconcile/manifest.ts'
import { type Disk, nodeDisk } from './disk.ts'
import { pathInside } from './inside.ts'

/** One file that goes to its place from the stage, or one that goes. */
export type Step = { readonly put: string; readonly from: number } | { readonly drop: string }

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
    finish(root, folder, readSteps(root, folder), disk)
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
        disk.rename(from, to)
      }
    } else {
      disk.remove(pathInside(root, step.drop))
      let above = posix.dirname(step.drop)
      while (above !== '.' && disk.removeEmptyFolder(pathInside(root, above))) {
        above = posix.dirname(above)
      }
    }
  }
  disk.removeFiles(staged)
}

/** A stage may come from elsewhere, with the project: it can write what is ever generated, and nothing else. */
function readSteps(root: string, folder: string): readonly Step[] {
  const file = pathInside(root, posix.join(stagedFolder(folder), 'steps.json'))
  // The last thing that goes with a stage is its list; without one every step has been taken.
  if (!existsSync(file)) {
    return []
  }
  const steps: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(steps) || !steps.every((step) => isStep(folder, step))) {
    throw new GeneratorError({
      code: 'stage-broken',
      message: `${posix.join(stagedFolder(folder), 'steps.json')} was not written by this version of create-session`,
      hint: `Delete ${stagedFolder(folder)} and run \`npx create-session generate\` again`,
    })
  }
  return steps
}

function isStep(folder: string, value: unknown): value is Step {
  if (typeof value !== 'object' || value === null) {
    return false
  }
  const { put, drop, from } = value as Readonly<Record<string, unknown>>
  const path = put ?? drop
  const base = posix.join(folder, 'base/')
  const isOurs =
    typeof path === 'string' &&
    (isGeneratedPath(path) ||
      path === posix.join(folder, 'manifest.json') ||
      (path.startsWith(base) && path.endsWith('.base') && isGeneratedPath(path.slice(base.length, -'.base'.length))))
  return isOurs && (put === undefined || (typeof from === 'number' && Number.isInteger(from) && from >= 0))
}
