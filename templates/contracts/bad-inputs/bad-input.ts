// One numbered line of bad inputs: a test by its title, on each target and backend that it is about.
import { it } from 'vitest'
import { expectNoSession, expectSession, read, type WireSubject } from './wire-subject.ts'

export interface BadInput {
  /** Begins with `bad input` and its number. */
  readonly title: string
  /** Where the line means something; everywhere by default. */
  readonly side?: WireSubject['side']
  readonly target?: WireSubject['target']
  run(subject: WireSubject): Promise<void>
}

/** Cookie headers, or lists of several, for a cookie's name and a value that leads to a session. */
export type Headers = (name: string, value: string, subject: WireSubject) => readonly (string | readonly string[])[]

/** Each of these headers is no session, and costs no call of a store. */
export function noSession(title: string, headers: Headers, where: Partial<BadInput> = {}): BadInput {
  return withHeaders(title, headers, where, expectNoSession)
}

/** Each of these headers leads to the session that the value stands for. */
export function itsSession(title: string, headers: Headers, where: Partial<BadInput> = {}): BadInput {
  return withHeaders(title, headers, where, (subject, reply) => expectSession(subject, reply, { color: 'red' }))
}

type Expect = (subject: WireSubject, reply: Awaited<ReturnType<typeof read>>) => void

function withHeaders(title: string, headers: Headers, where: Partial<BadInput>, expected: Expect): BadInput {
  return {
    title,
    ...where,
    async run(subject) {
      const value = await subject.plant(RED)
      for (const header of headers(subject.cookieName, value, subject)) {
        expected(subject, await read(subject, header))
      }
    },
  }
}

/** What the planted sessions hold. */
export const RED = '{"color":"red"}'

/** Whether an input means something on this target with this kind of backend. */
export function concerns(input: BadInput, where: Pick<WireSubject, 'side' | 'target'>): boolean {
  return (input.side ?? where.side) === where.side && (input.target ?? where.target) === where.target
}

export function describeBadInputs(inputs: readonly BadInput[], subject: () => WireSubject): void {
  for (const { title, run } of inputs) {
    it(title, () => run(subject()))
  }
}
