// What takes the last run back: each file as it was before, and the hash of what that run made of it.
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { GeneratorError } from '../errors.ts'
import { readText } from '../reconcile/read-before.ts'
import { nodeDisk } from './disk.ts'
import { pathInside } from './inside.ts'
import { parseList } from './parse-list.ts'
import type { Writing } from './write.ts'

interface UndoStep {
  readonly path: string
  /** The text before that run; null where there was no file. */
  readonly before: string | null
  /** SHA-256 of the text after it, base64url; null where it removed the file. */
  readonly after: string | null
}

export function undoPathOf(folder: string): string {
  return posix.join(folder, 'undo.json')
}

interface RunBefore extends Pick<Writing, 'put' | 'drop'> {
  /** The identity of the folder of undo.json: one that came with the project's files has another. */
  readonly identity: string
  readonly before: ReadonlyMap<string, string | null>
}

/** The text of undo.json for a run that puts and drops these files. */
export function printUndo({ identity, put, drop, before }: RunBefore): string {
  const steps: readonly UndoStep[] = [
    ...[...put].map(([path, text]) => ({ path, before: before.get(path) ?? null, after: exactHashOf(text) })),
    ...drop.map((path) => ({ path, before: before.get(path) ?? null, after: null })),
  ]
  return `${JSON.stringify({ identity, steps }, null, 1)}\n`
}

/**
 * What takes the last run back; null where there is none to take back.
 *
 * @throws {GeneratorError} `edited-since`, if a file has changed since that run: nothing is written.
 */
export function readUndo(root: string, folder: string): Writing | null {
  const file = undoPathOf(folder)
  const text = readText(root, file)
  if (text === null) {
    return null
  }
  const steps = stepsOf(file, text, nodeDisk.identityOf(pathInside(root, folder)))
  const seen = new Map(steps.map(({ path }) => [path, readText(root, path)]))
  const changed = steps.filter(({ path, after }) => hashOrNull(seen.get(path) ?? null) !== after)
  if (changed.length > 0) {
    throw new GeneratorError({
      code: 'edited-since',
      message: `Nothing was taken back: ${changed.map(({ path }) => path).join(', ')} changed since the last run`,
      hint: 'Move your changes aside, run it again, and put them back; or use your version control',
    })
  }
  const isBefore = (step: UndoStep): step is UndoStep & { readonly before: string } => step.before !== null
  return {
    put: new Map(steps.filter(isBefore).map(({ path, before }) => [path, before])),
    drop: [...steps.filter((step) => !isBefore(step)).map(({ path }) => path), file],
    seen,
  }
}

function stepsOf(file: string, text: string, identity: string): readonly UndoStep[] {
  const { identity: written, steps } = parseList(text)
  if (written !== identity || !Array.isArray(steps) || !steps.every(isStep)) {
    throw new GeneratorError({
      code: 'undo-broken',
      message: `${file} was not made by a run of create-session in this folder`,
      hint: 'Delete it, and use your version control',
    })
  }
  return steps
}

function isStep(value: unknown): value is UndoStep {
  if (typeof value !== 'object' || value === null) {
    return false
  }
  const { path, before, after } = value as Readonly<Record<string, unknown>>
  return typeof path === 'string' && isTextOrNull(before) && isTextOrNull(after)
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function hashOrNull(text: string | null): string | null {
  return text === null ? null : exactHashOf(text)
}

/** Unlike the manifest's hashes, to the byte. */
function exactHashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
