// What the manifest remembers of a wiring. It is read back as hostile input: nobody else's lines are taken out by it.
import { posix } from 'node:path'
import { isSourcePath } from './candidates.ts'

/** Plain data for one line of JSON. */
export interface WiringRecord {
  /** The file that calls `sessions`, from the project's root, with `/`. */
  readonly path: string
  /** The session's name in a config of several; null for the only one. */
  readonly session: string | null
  /** The folder of the code that is called, from the project's root: the config may have moved it since. */
  readonly output: string
  /** The driver whose connection is handed over; null where none is. */
  readonly driver: string | null
  /** The texts that were put in, normalised, in the order of the file. None where somebody else wired it in. */
  readonly insertions: readonly string[]
}

const MAX_INSERTIONS = 3
const MAX_LENGTH = 2000

/** The record that a value is, with nothing else in it; null if it is none that `wire` could have made. */
export function parseRecord(value: unknown): WiringRecord | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return null
  }
  const field = (name: string): unknown =>
    Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : null
  const path = field('path')
  const session = field('session')
  const output = field('output')
  const driver = field('driver')
  const insertions = field('insertions')
  const isRecord =
    typeof path === 'string' &&
    isInside(path) &&
    isSourcePath(path) &&
    typeof output === 'string' &&
    isInside(output) &&
    isTextOrNull(session) &&
    isTextOrNull(driver) &&
    Array.isArray(insertions) &&
    insertions.length <= MAX_INSERTIONS &&
    insertions.every(isInsertion)
  return isRecord ? { path, session, output, driver, insertions } : null
}

function isInside(path: string): boolean {
  const parts = path.split('/')
  return (
    path === posix.normalize(path) &&
    !posix.isAbsolute(path) &&
    !/[\\:\0\n\r]/.test(path) &&
    parts.every((part) => part !== '..' && part !== '.' && part !== '')
  )
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value.length <= MAX_LENGTH)
}

function isInsertion(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_LENGTH && !value.includes('\r')
}
