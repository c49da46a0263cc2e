// A record as a hash in Redis: one field for each of its members.
import type { SessionRecord } from './session-record'

/** What every key in Redis begins with. */
export const PREFIX: string = 'session:'

/** The fields of a record, in the order that `recordOf` takes their values. */
export const FIELDS: string[] = ['createdAt', 'renewedAt', 'expiresAt', 'version', 'data', 'userId']

const STORAGE_KEY = /^[A-Za-z0-9_-]{43}$/

/** What the scripts take: the reader's clock, the version to be replaced, and the record. */
export function argumentsOf(record: SessionRecord, now: number, version = 0): string[] {
  const { createdAt, renewedAt, expiresAt, data } = record
  return [...[now, version, createdAt, renewedAt, expiresAt, record.version].map(String), data, record.userId ?? '']
}

/**
 * @param values The values of `FIELDS`; null where the hash has no such field.
 * @returns Null if there is no hash; `corrupt` if what it holds is no record.
 */
export function recordOf(values: readonly (string | null)[]): SessionRecord | 'corrupt' | null {
  if (values.every((value) => value === null)) {
    return null
  }
  const [createdAt, renewedAt, expiresAt, version] = values.slice(0, 4).map((value) => Number(value ?? NaN))
  const data = values[4]
  return isNumber(createdAt) &&
    isNumber(renewedAt) &&
    isNumber(expiresAt) &&
    isNumber(version) &&
    typeof data === 'string'
    ? { data, createdAt, renewedAt, expiresAt, version, userId: values[5] || null }
    : 'corrupt'
}

/** Matches what begins with a prefix. What SCAN takes for wildcards stands for itself. */
export function patternOf(prefix: string): string {
  return `${prefix.replaceAll(/[\\*?[\]]/g, '\\$&')}*`
}

/** Which of the keys that SCAN found are records: another application's keys may begin with the same prefix. */
export function isRecordKey(key: string, prefix: string): boolean {
  return key.startsWith(prefix) && STORAGE_KEY.test(key.slice(prefix.length))
}

function isNumber(value: number | undefined): value is number {
  return Number.isFinite(value)
}
