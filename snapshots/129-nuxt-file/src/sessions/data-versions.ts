// Data that another version of the application has saved: older data is brought up to date when it is read, newer is left alone.
import type { SessionRecord } from './session-record.ts'

/** The version of the data that this code reads and writes. */
const VERSION = 1

/** From the second version on, the data of a record begins with it: `@v2:`, as no JSON does. */
const MARK = /^@v([1-9][0-9]{0,5}):/

/** Whether a newer version of the application saved a record. What its data means, only that one knows. */
export function isNewer(record: SessionRecord): boolean {
  return versionOf(record) > VERSION
}

function versionOf({ data }: SessionRecord): number {
  return Number(MARK.exec(data)?.[1] ?? 1)
}
