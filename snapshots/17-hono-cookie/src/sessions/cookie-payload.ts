// What is sealed into the cookie: the session id, the times of the session, and its data.
import { isLive, type SessionRecord } from './session-record'

/** The clocks of two servers may be so far apart. */
export const CLOCK_TOLERANCE_MILLISECONDS: number = 5 * 60 * 1000

/** A session as the cookie holds it. */
interface Payload {
  readonly id: string
  readonly record: SessionRecord
}

/** One line for what the backend needs, then the data as `serializeData` wrote it. */
export function writePayload(id: string, record: SessionRecord): string {
  const { createdAt, renewedAt, expiresAt } = record
  return `${JSON.stringify({ id, createdAt, renewedAt, expiresAt })}\n${record.data}`
}

/** @returns Null if the text is no payload: one of our own making always is, unless its form has changed since. */
export function readPayload(text: string): Payload | null {
  const end = text.indexOf('\n')
  const head = parse(text.slice(0, Math.max(end, 0)))
  if (!isHead(head)) {
    return null
  }
  const { id, createdAt, renewedAt, expiresAt } = head
  return {
    id,
    record: {
      data: text.slice(end + 1),
      createdAt,
      renewedAt,
      expiresAt,
    },
  }
}

/** A session from the future was sealed by a clock that is wrong: its deadline says nothing. */
export function isCurrent(record: SessionRecord, now: number): boolean {
  return isLive(record, now) && record.renewedAt <= now + CLOCK_TOLERANCE_MILLISECONDS
}

type Head = Pick<Payload, 'id'> & Pick<SessionRecord, 'createdAt' | 'renewedAt' | 'expiresAt'>

function isHead(head: Partial<Record<keyof Head, unknown>> | null): head is Head {
  return (
    typeof head?.id === 'string' &&
    [head.createdAt, head.renewedAt, head.expiresAt].every((time) => Number.isSafeInteger(time))
  )
}

function parse(line: string): Partial<Record<keyof Head, unknown>> | null {
  try {
    const head: unknown = JSON.parse(line)
    return typeof head === 'object' ? head : null
  } catch {
    return null
  }
}
