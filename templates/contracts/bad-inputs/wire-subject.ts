// What the suites of bad inputs run against: one real server of one target with one backend, and what can be seen of it.
import { expect } from 'vitest'
import { type RawReply, RawClient, type RawRequest } from './raw-client.ts'
import type { SessionView } from '../contract-routes.ts'
import type { Observation } from '../observed-backend.ts'
import type { TargetName } from '../../registry.ts'
import type { SessionRecord } from '../../runtime/session-record.ts'

/** One server that runs all cases of a suite, one after the other. */
export interface WireSubject {
  readonly target: TargetName
  readonly side: 'client' | 'server'
  readonly cookieName: string
  /** What a head is answered with that Node's parser refuses for its size. */
  readonly tooLargeHead: number
  readonly client: RawClient
  /** One more client, for what happens at the same time. Whoever opens it closes it. */
  open(): RawClient
  /** The server's clock, in milliseconds since the epoch. */
  readonly clock: { time: number }
  /** The operations of the store. Server-side backends only. */
  readonly store: Observation | null
  /** A cookie's value that leads to a session with this text for data; null for one that no store and no seal knows. */
  plant(data: string, times?: Partial<SessionRecord>): Promise<string>
  /** How many inputs came to which outcome. */
  readonly tally: Map<string, number>
}

/** What a suite is about to send, and what becomes of it. */
export type Outcome = 'no session' | 'session' | 'refused'

export const ANONYMOUS: SessionView = { id: null, isNew: true, data: {} }

export function count({ tally }: WireSubject, outcome: Outcome, by = 1): void {
  tally.set(outcome, (tally.get(outcome) ?? 0) + by)
}

/** Each character is one byte on the wire: text in UTF-8, as clients send it. */
export function utf8(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Reads the session by a Cookie header, or by several. */
export function read(subject: WireSubject, cookie: string | readonly string[]): Promise<RawReply> {
  return send(
    subject,
    [cookie].flat().map((value) => `Cookie: ${value}`),
  )
}

export function send(
  subject: WireSubject,
  lines: readonly string[],
  request: Partial<RawRequest> = {},
): Promise<RawReply> {
  return subject.client.send({ path: '/read', lines, ...request })
}

export function viewOf(reply: RawReply): SessionView {
  return JSON.parse(reply.text) as SessionView
}

/** No session, no error, and no cookie but one that ends ours. Without `asked`, no call of the store either. */
export function expectNoSession(
  subject: WireSubject,
  reply: RawReply,
  asked: 'asked' | 'not asked' = 'not asked',
): void {
  expect([reply.status, reply.text]).toEqual([200, JSON.stringify(ANONYMOUS)])
  expect(reply.setCookie.filter((line) => !line.includes('Max-Age=0'))).toEqual([])
  if (asked === 'not asked') {
    expect(subject.store?.calls ?? []).toEqual([])
  }
  subject.store?.forget()
  count(subject, 'no session')
}

export function expectSession(subject: WireSubject, reply: RawReply, data: Readonly<Record<string, unknown>>): void {
  expect(reply.status).toBe(200)
  expect(viewOf(reply)).toMatchObject({ isNew: false, data })
  subject.store?.forget()
  count(subject, 'session')
}

/** The server itself refuses the request, or hangs up: nothing of ours has seen it. */
export function expectRefused(subject: WireSubject, reply: RawReply, statuses: readonly number[]): void {
  expect(statuses).toContain(reply.status)
  expect(reply.setCookie).toEqual([])
  expect(subject.store?.calls ?? []).toEqual([])
  count(subject, 'refused')
}
