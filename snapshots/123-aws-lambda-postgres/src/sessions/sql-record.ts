// A record as a row of a database: bytes, and times as numbers, which no encoding and no time zone of the database changes.
import { decodeBase64url } from './base64url.js'
import type { SessionRecord } from './session-record.js'

/** What a statement takes in the place of a parameter. */
export type Value = number | Uint8Array

/** The values of a row, in the order of the columns. */
export type Row = readonly unknown[]

/** The 32 bytes of a storage key. */
export function keyOf(storageKey: string): Uint8Array {
  return decodeBase64url(storageKey) ?? bytesOf(storageKey)
}

/** What the statements take: the record's columns, and the storage key. */
export function valuesOf(storageKey: string, record: SessionRecord): Value[] {
  const { data, version, createdAt, renewedAt, expiresAt } = record
  return [bytesOf(data), version, createdAt, renewedAt, expiresAt, keyOf(storageKey)]
}

/** @returns `corrupt` if the row is no record. */
export function recordOf([bytes, ...columns]: Row): SessionRecord | 'corrupt' {
  const data = bytes instanceof Uint8Array ? textOf(bytes) : null
  // Some drivers have a large integer as text, or as a bigint.
  const [version, createdAt, renewedAt, expiresAt] = columns.map(Number)
  return data !== null && isNumber(version) && isNumber(createdAt) && isNumber(renewedAt) && isNumber(expiresAt)
    ? { data, createdAt, renewedAt, expiresAt, version }
    : 'corrupt'
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Null if the bytes are no UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function isNumber(value: number | undefined): value is number {
  return Number.isFinite(value)
}
