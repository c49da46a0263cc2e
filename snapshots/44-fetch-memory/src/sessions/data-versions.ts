// Data that another version of the application has saved: older data is brought up to date when it is read, newer is left alone.
import type { SessionBackend } from './session-backend'
import type { SessionData } from './session-data'
import { SessionMigrationError } from './session-errors'
import { MIGRATIONS } from './session-migrations'
import type { SessionRecord } from './session-record'

/** The version of the data that this code reads and writes. */
const VERSION = 3

/** From the second version on, the data of a record begins with it: `@v2:`, as no JSON does. */
const MARK = /^@v([1-9][0-9]{0,5}):/

/** Whether a newer version of the application saved a record. What its data means, only that one knows. */
export function isNewer(record: SessionRecord): boolean {
  return versionOf(record) > VERSION
}

/** A record as it is kept, with the version of its data. */
export function withVersion(record: SessionRecord): SessionRecord {
  return { ...record, data: `@v${VERSION}:${record.data}` }
}

/**
 * A record as it was kept, with its data as this version has it. Nothing is written: the next write keeps the whole.
 *
 * @throws {SessionMigrationError} if a step throws.
 */
export function upToDate(backend: SessionBackend, record: SessionRecord): SessionRecord {
  const version = versionOf(record)
  const text = record.data.replace(MARK, '')
  const data = version < VERSION ? readData(backend, text) : null
  // What can't be read is dropped where it is opened.
  return { ...record, data: data === null ? text : migrate(backend, data, version) }
}

function versionOf({ data }: SessionRecord): number {
  return Number(MARK.exec(data)?.[1] ?? 1)
}

function readData(backend: SessionBackend, text: string): Partial<SessionData> | null {
  try {
    return backend.deserializeData(text)
  } catch {
    return null
  }
}

function migrate(backend: SessionBackend, data: Partial<SessionData>, version: number): string {
  try {
    const steps = MIGRATIONS.slice(version - 1)
    const migrated = steps.reduce<Record<string, unknown>>((saved, step) => made(step(saved)), { ...data })
    return backend.serializeData(migrated as Partial<SessionData>)
  } catch (error) {
    throw new SessionMigrationError(version, { cause: error })
  }
}

/** A step that forgets its `return`, or is asynchronous, is wrong code and not wrong data: no session ends by it. */
function made(data: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || data instanceof Promise) {
    throw new TypeError('A step has to return the data, as an object')
  }
  return data as Record<string, unknown>
}
